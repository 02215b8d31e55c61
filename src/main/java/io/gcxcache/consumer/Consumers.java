package io.gcxcache.consumer;

import io.gcxcache.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may ask, as a file declares it: read at the start, and again when it changes. Without the file nobody is declared, and whoever is
 * on this machine may call himself what he likes.
 *
 * <p>Safe for use by several threads; who asks sees one state of the file, as a whole.
 */
public final class Consumers {
    private static final Logger LOG = LoggerFactory.getLogger(Consumers.class);
    private static final String SETTING = "gcx.consumers.file";
    /** More is not read as YAML. */
    private static final int LONGEST = 3 << 20;

    private final Path path;
    private final Rates rates;

    /** Null if there is no file. */
    private volatile Map<String, Consumer> declared;

    /** What was judged last, whether it was good or not. Belongs to whoever looks. */
    private byte[] judged = new byte[0];

    /** What the last look found. */
    private byte[] found = new byte[0];

    /** What is wrong with it, as it was told last. */
    private String told = "";

    /**
     * @param path of the file; null if there is none
     * @param steady tells how much time has passed
     */
    public Consumers(Path path, InstantSource steady) {
        this.path = path;
        this.rates = new Rates(steady);
    }

    /**
     * Reads the file, if it is there.
     *
     * @throws IllegalStateException if anything in it is not allowed, or it cannot be read; says what, with lines
     */
    public synchronized void read() {
        try {
            content().ifPresent(this::apply);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(SETTING + ": " + told(e), e);
        }
    }

    /**
     * Looks at it again; called every second. A change is judged when two looks find the same, since an editor may be in the middle of
     * writing. What cannot be applied changes nothing, and is told once.
     */
    public synchronized void readIfChanged() {
        try {
            Optional<byte[]> now = content();
            if (now.isPresent()) {
                boolean settled = Arrays.equals(now.get(), found);
                found = now.get();
                if (settled && !Arrays.equals(found, judged)) {
                    apply(found);
                    LOG.info("{} is applied: {} consumers", path, declared.size());
                }
                told = "";
            } else if (declared != null) {
                tell(path + " is gone; what it declared goes on. Without consumers, start the gateway anew");
            }
        } catch (IOException | IllegalArgumentException e) {
            tell("What was declared before goes on: " + told(e));
        }
    }

    private void tell(String fault) {
        if (!fault.equals(told)) {
            told = fault;
            LOG.error(fault);
        }
    }

    /** Tells the log whose credentials are good, once they may be shown. */
    public void tellTheLog() {
        if (declared != null) {
            LOG.info("{} consumers are declared in {}", declared.size(), path);
        } else if (path != null) {
            LOG.info("No consumers are declared in {}: any credentials log in, on this machine only", path);
        }
    }

    /** Whether anybody is declared. */
    public boolean areDeclared() {
        return declared != null;
    }

    boolean isDeclared(String id) {
        Map<String, Consumer> now = declared;
        return now != null && now.containsKey(id);
    }

    /**
     * By its name the credential that a consumer's secret fits; empty if there is no such consumer, or it fits none.
     *
     * @param secret compared in a time that tells nothing of it
     */
    Optional<String> logIn(String id, String secret) {
        Consumer consumer = declared.get(id);
        if (consumer == null || !Credential.isSecret(secret)) {
            return Optional.empty();
        }
        return consumer.credentials().stream()
                .filter(credential -> credential.isOf(secret))
                .findFirst()
                .map(Credential::name);
    }

    /**
     * Whose a token is that was verified.
     *
     * @throws Unauthenticated if he is not declared any more, or not with the credential that it was given for
     */
    public Consumer of(TokenOwner owner) {
        Map<String, Consumer> now = declared;
        if (now == null) {
            return Consumer.anybody(owner.clientId());
        }
        Consumer consumer = now.get(owner.clientId());
        if (consumer == null || !consumer.has(owner.credential())) {
            throw Unauthenticated.badToken();
        }
        return consumer;
    }

    /**
     * Lets a consumer ask for a path.
     *
     * @throws Problem (403) if it is not allowed to, (429) if it asks too often
     */
    public void admit(Consumer consumer, String method, String requestPath) {
        if (!consumer.may(method, requestPath)) {
            throw Problem.forbidden("Consumer " + consumer.id() + " is not allowed " + method + ' ' + requestPath);
        }
        Duration wait = rates.take(consumer);
        if (!wait.isZero()) {
            throw Problem.tooMany(
                    "Rate limit exceeded the maximum of " + consumer.rate() + " requests a minute of consumer "
                            + consumer.id(),
                    wait);
        }
    }

    private void apply(byte[] content) {
        judged = content;
        Map<String, Consumer> now = Map.copyOf(ConsumersFile.read(path.toString(), content));
        declared = now;
        rates.keep(now.keySet());
    }

    private Optional<byte[]> content() throws IOException {
        if (path == null) {
            return Optional.empty();
        }
        try {
            if (Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
                throw new IllegalArgumentException(path + " cannot be read: it is no file");
            }
            try (InputStream file = Files.newInputStream(path)) {
                byte[] content = file.readNBytes(LONGEST + 1);
                if (content.length > LONGEST) {
                    throw new IllegalArgumentException(path + ": has more than " + LONGEST + " bytes");
                }
                return Optional.of(content);
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private String told(Exception fault) {
        return fault instanceof IOException ? path + " cannot be read: " + fault : fault.getMessage();
    }
}
