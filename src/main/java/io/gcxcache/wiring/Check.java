package io.gcxcache.wiring;

import io.gcxcache.consumer.Consumers;
import io.gcxcache.consumer.Tokens;
import io.gcxcache.context.SteadyClock;
import io.gcxcache.http.Tls;
import io.gcxcache.routes.SettingsSource;
import io.gcxcache.settings.Settings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Tells whether the gateway would start as a program, without starting it: it opens no port, calls nobody, and makes or locks no
 * file, so that it may be asked beside a gateway that runs.
 */
public final class Check {
    private final Settings settings;
    private final Consumer<CamelContext> placeholders;

    /** @param placeholders gives a context what files may name beside the settings */
    public Check(Settings settings, Consumer<CamelContext> placeholders) {
        this.settings = settings;
        this.placeholders = placeholders;
    }

    /**
     * What was found.
     *
     * @param faults all that is wrong, a line each; none if the gateway would start, as far as can be told
     * @param counted what there is, in words
     */
    public record Findings(List<String> faults, String counted) {}

    public Findings findings() throws Exception {
        List<String> faults = new ArrayList<>();
        Consumers consumers = new Consumers(settings.consumersFile(), new SteadyClock());
        look(consumers::read, faults);
        InstantSource clock = InstantSource.system();
        look(
                () -> new Tokens(settings.tokensKeyFile(), settings.previousTokensKeyFile(), consumers, clock).read(),
                faults);
        if (settings.http().tls() != null) {
            look(() -> new Tls(settings.http().tls(), clock), faults);
        }
        FilesCheck files = ofFiles();
        faults.addAll(files.faults());
        return new Findings(
                faults,
                files.resources() + " resources and " + files.routes() + " routes in " + files.files() + " files");
    }

    private static void look(Runnable at, List<String> faults) {
        try {
            at.run();
        } catch (RuntimeException e) {
            e.getMessage().lines().forEach(faults::add);
        }
    }

    private FilesCheck ofFiles() throws Exception {
        try (DefaultCamelContext gateway = new DefaultCamelContext()) {
            gateway.disableJMX();
            placeholders.accept(gateway);
            gateway.getPropertiesComponent().addPropertiesSource(new SettingsSource(settings));
            gateway.addRoutes(new Rooms());
            try {
                return FilesCheck.of(settings, gateway);
            } finally {
                Bundle.remove(gateway);
            }
        }
    }

    /** The gateway without its files, and with settings that name none: what files may name is the same. */
    private static final class Rooms implements Part {
        @Override
        public Rest into(CamelContext context, Stay stay) throws Exception {
            Settings plain = Settings.of(
                    Map.of("gcx.genesys.client-id", "nobody", "gcx.genesys.client-secret", "none"), Map.of());
            Bundle.alone(plain).into(context, stay);
            new HttpBundle(plain).into(context, stay);
            return () -> {};
        }
    }
}
