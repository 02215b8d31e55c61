package io.gcxcache.consumer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that signs tokens as it survives the process: base64 of 256 bits, in a file that nobody but its owner may read.
 *
 * <p>Several gateways may have one file. It is read and written under its lock, so that who finds it empty is the only one
 * to make the key; a kill before that leaves it empty. Without a file the key ends with the process. Safe for use by several
 * threads.
 */
final class KeyFile {
    static final int BITS = 256;
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LONGEST = 1_024;

    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    /** File locks belong to the whole process, and refuse its second thread instead of having it wait. */
    private static final Object PROCESS = new Object();

    private final String setting;
    private final Path path;

    /**
     * @param setting where it is told, for messages
     * @param path null if there is no file
     */
    KeyFile(String setting, Path path) {
        this.setting = setting;
        this.path = path == null ? null : path.toAbsolutePath();
    }

    /**
     * The key; empty if none was made yet.
     *
     * @throws IllegalStateException if there is something else, or others may read it
     * @throws UncheckedIOException if it cannot be read
     */
    Optional<SecretKey> read() {
        if (path == null) {
            return Optional.empty();
        }
        synchronized (PROCESS) {
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                file.lock(0, Long.MAX_VALUE, true);
                return key(file);
            } catch (NoSuchFileException e) {
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(setting + ": " + path + " cannot be read: " + e, e);
            }
        }
    }

    IllegalStateException isMissing() {
        return new IllegalStateException(setting + ": " + path + " is not there");
    }

    /** The key, which is made if there is none. Fails as {@link #read} does. */
    SecretKey readOrMake() {
        return read().orElseGet(this::make);
    }

    private SecretKey make() {
        if (path == null) {
            return random();
        }
        synchronized (PROCESS) {
            try {
                Files.createDirectories(path.getParent());
                Set<StandardOpenOption> options =
                        EnumSet.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
                try (FileChannel file = FileChannel.open(path, options, ownersOnly())) {
                    file.lock();
                    Optional<SecretKey> others = key(file);
                    return others.isPresent() ? others.get() : write(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(setting + ": " + path + " cannot be made: " + e, e);
            }
        }
    }

    private static SecretKey write(FileChannel file) throws IOException {
        SecretKey key = random();
        String line = Base64.getEncoder().encodeToString(key.getEncoded()) + "\n";
        file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
        file.force(true);
        return key;
    }

    private static SecretKey random() {
        try {
            KeyGenerator keys = KeyGenerator.getInstance(ALGORITHM);
            keys.init(BITS);
            return keys.generateKey();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }

    private Optional<SecretKey> key(FileChannel file) throws IOException {
        refuseIfOpenToOthers();
        byte[] content = Channels.newInputStream(file).readNBytes(LONGEST);
        if (content.length == 0) {
            return Optional.empty();
        }
        try {
            byte[] key = Base64.getDecoder().decode(new String(content, StandardCharsets.US_ASCII).strip());
            if (key.length == BITS / Byte.SIZE) {
                return Optional.of(new SecretKeySpec(key, ALGORITHM));
            }
        } catch (IllegalArgumentException e) {
            // told below, without what is in the file
        }
        throw new IllegalStateException(setting + ": " + path + " holds no key, allowed is the base64 of "
                + BITS / Byte.SIZE + " bytes; moved away, a new one is made, and who has a token logs in again");
    }

    private void refuseIfOpenToOthers() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (permissions.stream().anyMatch(permission -> !permission.name().startsWith("OWNER_"))) {
            throw new IllegalStateException(setting + ": " + path + " is open to others than its owner ("
                    + PosixFilePermissions.toString(permissions) + "), allowed is "
                    + PosixFilePermissions.toString(OWNERS));
        }
    }

    private FileAttribute<?>[] ownersOnly() {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNERS)} : new FileAttribute<?>[0];
    }
}
