package io.gcxcache.standalone;

import io.gcxcache.audit.AuditReport;
import io.gcxcache.audit.AuditVerification;
import io.gcxcache.consumer.NewConsumer;
import io.gcxcache.http.GcxHttpServer.PortUnavailableException;
import io.gcxcache.settings.SettingException;
import io.gcxcache.settings.Settings;
import io.gcxcache.simulator.GenesysSimulator;
import io.gcxcache.wiring.Alone;
import io.gcxcache.wiring.Check;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the gateway alone: {@code java -jar gcx-cache.jar}. */
@Command(
        name = "gcx-cache",
        description = "A caching gateway for the Genesys Cloud API.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:It ran and was stopped by SIGTERM or SIGINT (Ctrl-C), and ended in order; with --demo --once: the tour is over; with --check: it would start; with --verify-audit: the audit files are intact.",
            "1:It could not start; with --check: it would not; with --verify-audit: there are findings.",
            "2:A wrong option; with --new-consumer: a wrong id; with --verify-audit: there are no audit files, or they cannot be read."
        },
        versionProvider = GcxCacheMain.Version.class)
public final class GcxCacheMain implements Callable<Integer> {
    private static final int GRACE_SECONDS = 30;

    @Option(names = "--demo", description = "Start a simulated Genesys Cloud beside the gateway and show what happens.")
    private boolean demo;

    @Option(names = "--once", description = "With --demo: exit after the tour.")
    private boolean once;

    @Option(
            names = "--check",
            description =
                    "Tell what is wrong with routes, resources, consumers and settings, and nothing else: nobody is called,"
                            + " no port is opened and no file is locked, so that it may run beside a gateway; then exit. With --demo: over the settings of the demo.")
    private boolean check;

    @Option(
            names = "--verify-audit",
            paramLabel = "DIR",
            description =
                    "Tell whether the audit files in a folder were edited, cut or lost lines, and where; then exit.")
    private Path audited;

    @Option(
            names = "--new-consumer",
            paramLabel = "ID",
            description = "Print the entry of a new consumer for config/consumers.yaml, and its secret; then exit.")
    private String newConsumer;

    private GcxCacheMain() {}

    public static void main(String[] args) {
        Logging.begin(home(), System.getenv());
        System.exit(new CommandLine(new GcxCacheMain()).execute(args));
    }

    @Override
    public Integer call() {
        if (audited != null) {
            return verify(audited);
        }
        if (newConsumer != null) {
            return printNewConsumer(newConsumer);
        }
        if (check) {
            return check();
        }
        try {
            if (!demo) {
                return run(settings(), null);
            }
            try (GenesysSimulator simulator = GenesysSimulator.builder().start()) {
                return run(Demo.settings(home(), simulator), new Demo(simulator, once));
            }
        } catch (Exception e) {
            String reason = demo ? reason(e) : reasons(e);
            System.err.println("gcx-cache did not start:" + (reason.contains("\n") ? "\n" : " ") + reason);
            return 1;
        }
    }

    private static Settings settings() {
        return Settings.load(home(), Logging.apart(System.getenv()), System.getProperties(), Map.of());
    }

    private Check.Findings findings() {
        Settings.Judged judged = Settings.judge(
                home(),
                Logging.apart(System.getenv()),
                System.getProperties(),
                demo ? Demo.simulated("http://127.0.0.1") : Map.of());
        List<String> faults = new ArrayList<>(judged.faults());
        if (judged.settings().isEmpty()) {
            return new Check.Findings(faults, "");
        }
        try {
            Check.Findings findings = new Check(judged.settings().get(), context -> {
                        context.getPropertiesComponent().setInitialProperties(CamelProperties.read(settingsFile()));
                        ProcessSource.replaceCamels(context);
                    })
                    .findings();
            faults.addAll(findings.faults());
            return new Check.Findings(faults, findings.counted());
        } catch (Exception e) {
            faults.addAll(reason(e).lines().toList());
            return new Check.Findings(faults, "");
        }
    }

    private int check() {
        Check.Findings findings = findings();
        if (findings.faults().isEmpty()) {
            System.out.println("gcx-cache is as it is to be: " + findings.counted());
            return 0;
        }
        findings.faults().forEach(System.err::println);
        return 1;
    }

    /** All that keeps it from starting, as far as that can be told without starting it. */
    private String reasons(Exception failure) {
        List<String> faults = findings().faults();
        return faults.isEmpty() ? reason(failure) : String.join("\n", faults);
    }

    private static Path settingsFile() {
        return home().resolve("config").resolve("application.properties");
    }

    private static int verify(Path folder) {
        try {
            AuditReport report = AuditVerification.of(folder);
            report.print(System.out);
            return report.isIntact() ? 0 : 1;
        } catch (IOException e) {
            System.err.println("gcx-cache cannot verify the audit files: " + e.getMessage());
            return 2;
        }
    }

    private static int printNewConsumer(String id) {
        try {
            System.out.print(NewConsumer.of(id, new SecureRandom()));
            return 0;
        } catch (IllegalArgumentException e) {
            System.err.println("gcx-cache makes no consumer: " + e.getMessage());
            return 2;
        }
    }

    private static int run(Settings settings, Demo demo) throws Exception {
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation("false");
        main.setInitialProperties(CamelProperties.read(settingsFile()));
        main.configure().withName("gcx-cache").withJmxEnabled(false).withShutdownTimeout(GRACE_SECONDS);
        main.configure().addRoutesBuilder(new Alone(settings));
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport initialized) {
                ProcessSource.replaceCamels(initialized.getCamelContext());
            }

            @Override
            public void afterStart(BaseMainSupport started) {
                if (demo != null) {
                    demo.showBehind(started.getCamelContext(), settings, main::completed);
                }
            }
        });
        StopSignals.call(main::completed);
        main.run();
        LoggerFactory.getLogger(GcxCacheMain.class).info("Stopped");
        return main.getExitCode();
    }

    /** The line that tells an operator what to change; the whole story of anything unexpected is in the log. */
    private static String reason(Throwable failure) {
        Throwable deepest = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SettingException
                    || cause instanceof PortUnavailableException
                    || cause instanceof UncheckedIOException) {
                return cause.getMessage();
            }
            deepest = cause;
        }
        return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
    }

    /** The distribution's folder: where the jar lies, or the working directory if the classes lie open. */
    private static Path home() {
        try {
            Path code = Path.of(GcxCacheMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Files.isRegularFile(code) ? code.getParent() : Path.of("").toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The jar's own location is no path", e);
        }
    }

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = GcxCacheMain.class.getPackage().getImplementationVersion();
            return new String[] {"gcx-cache " + (version == null ? "unpackaged" : version)};
        }
    }
}
