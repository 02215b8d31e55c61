package io.gcxcache.wiring;

import io.gcxcache.catalogue.ResourceFile;
import io.gcxcache.context.StepErrors;
import io.gcxcache.http.GcxHttpComponent;
import io.gcxcache.settings.SettingException;
import io.gcxcache.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.DefaultErrorHandlerBuilder;
import org.apache.camel.builder.NoErrorHandlerBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteBuilderLifecycleStrategy;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutesDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The YAML files of routes and of resources: those of {@code gcx.routes.dir}, or else those inside the jar. */
final class RouteFiles {
    /** The files inside the jar. */
    static final List<String> SHIPPED = List.of(
            "analytics.resources.yaml",
            "api.resources.yaml",
            "cdn.camel.yaml",
            "fetch.camel.yaml",
            "gateway.camel.yaml",
            "lists.resources.yaml",
            "schedules.camel.yaml");

    /** More of a file is not looked at; whoever reads it refuses as much. */
    private static final int LONGEST = 8 << 20;

    private static final String SUFFIX = ".camel.yaml";
    private static final String RESOURCES = ".resources.yaml";
    private static final String FOLDER = "/io/gcxcache/routes/";
    private static final String JAR = "classpath:io/gcxcache/routes/";

    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);

    private final Settings settings;

    RouteFiles(Settings settings) {
        this.settings = settings;
    }

    /**
     * Looks at files of routes before they are loaded.
     *
     * @param gateway what is around them
     * @param alone whether where they send to has to be there; else a host may bring it later
     * @throws SettingException if anything is wrong with them; tells all that is, a line each
     */
    static void refuseFaults(Path folder, SortedMap<String, ByteBuffer> files, CamelContext gateway, boolean alone) {
        String faults = new RouteCheck(folder.getFileName().toString(), files, gateway)
                .faults().stream()
                        .filter(fault -> alone || !fault.isDeadEnd())
                        .map(RouteFault::toString)
                        .collect(Collectors.joining("\n"));
        if (!faults.isEmpty()) {
            throw new SettingException(faults);
        }
    }

    /** Those of them of which no route is served by HTTP. */
    static SortedMap<String, ByteBuffer> notServed(SortedMap<String, ByteBuffer> files) {
        SortedMap<String, ByteBuffer> others = new TreeMap<>(files);
        others.values().removeIf(RouteFile::servesHttp);
        return others;
    }

    /**
     * Loads those of the gateway's own files that are wanted, in the order of their names.
     *
     * <p>Their routes leave a failure to whoever asked them, unless their file says otherwise.
     */
    void load(CamelContext context, Predicate<RouteFile> wanted) throws Exception {
        Optional<Path> folder = settings.routesDir();
        if (folder.isPresent()) {
            SortedMap<String, ByteBuffer> contents = shipped(contents(folder.get()));
            contents.entrySet()
                    .removeIf(
                            file -> !wanted.test(new RouteFile(file.getKey(), RouteFile.servesHttp(file.getValue()))));
            refuseFaults(folder.get(), contents, context, false);
        }
        List<Resource> files = new ArrayList<>();
        for (Resource resource : shipped(context)) {
            if (wanted.test(RouteFile.of(resource))) {
                files.add(resource);
            }
        }
        load(files, context, context);
    }

    /**
     * Loads the user's own files in the same way.
     *
     * @param files by their names
     * @param servesHttp whether those are loaded too that serve paths
     * @param gateway whose route ids are taken
     */
    static void load(
            Path folder,
            SortedMap<String, ByteBuffer> files,
            boolean servesHttp,
            CamelContext context,
            CamelContext gateway)
            throws Exception {
        List<Resource> resources = new ArrayList<>();
        for (Map.Entry<String, ByteBuffer> file : files.entrySet()) {
            Resource resource = ResourceHelper.fromBytes(
                    folder.getFileName() + "/" + file.getKey(), file.getValue().array());
            if (!RouteFile.of(resource).servesHttp() || servesHttp) {
                resources.add(resource);
            }
        }
        load(resources, context, gateway);
    }

    private static void load(List<Resource> files, CamelContext context, CamelContext gateway) throws Exception {
        ExtendedCamelContext extension = context.getCamelContextExtension();
        ErrorHandlerFactory ofTheHost = extension.getErrorHandlerFactory();
        PerFile perFile = new PerFile(context, gateway, new NoErrorHandlerBuilder());
        extension.setErrorHandlerFactory(perFile.unlessSaid);
        try {
            load(context, files, perFile);
        } finally {
            extension.setErrorHandlerFactory(ofTheHost);
        }
    }

    /**
     * A file of routes.
     *
     * @param name without its folder
     * @param servesHttp whether a route of it is served by the gateway's HTTP, and has to wait for that
     */
    record RouteFile(String name, boolean servesHttp) {
        private static final String HTTP = GcxHttpComponent.SCHEME + ':';

        private static RouteFile of(Resource file) throws IOException {
            ByteBuffer content = ByteBuffer.wrap(file.getInputStream().readAllBytes());
            return new RouteFile(RouteFiles.name(file), servesHttp(content));
        }

        private static boolean servesHttp(ByteBuffer content) {
            return StandardCharsets.UTF_8
                    .decode(content.duplicate())
                    .toString()
                    .lines()
                    .anyMatch(
                            line -> line.contains(HTTP) && !line.stripLeading().startsWith("#"));
        }
    }

    /** What declares resources, in the order of the names. */
    List<ResourceFile> resources() {
        Optional<Path> folder = settings.routesDir();
        try {
            if (folder.isEmpty()) {
                List<ResourceFile> files = new ArrayList<>();
                for (String name : SHIPPED) {
                    if (name.endsWith(RESOURCES)) {
                        try (InputStream file = RouteFiles.class.getResourceAsStream(FOLDER + name)) {
                            files.add(new ResourceFile(JAR + name, file.readAllBytes()));
                        }
                    }
                }
                return files;
            }
            List<ResourceFile> files = resources(folder.get(), contents(folder.get()));
            misnamed(folder.get()).forEach(fault -> LOG.warn("{}", fault));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /**
     * What is in the files of a folder, by their names.
     *
     * @throws SettingException if it is no folder, or has no declarations
     * @throws IOException if a file cannot be read; names it
     */
    static SortedMap<String, ByteBuffer> contents(Path folder) throws IOException {
        SortedMap<String, ByteBuffer> contents = new TreeMap<>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.toList()) {
                String name = path.getFileName().toString();
                if (!isHidden(name) && (isResources(name) || name.endsWith(SUFFIX))) {
                    contents.put(name, content(path));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw notAFolder(folder);
        }
        if (contents.keySet().stream().noneMatch(RouteFiles::isResources)) {
            throw notAFolder(folder);
        }
        return contents;
    }

    private static ByteBuffer content(Path path) throws IOException {
        try (InputStream file = Files.newInputStream(path)) {
            if (Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
                throw new IOException("is no file");
            }
            return ByteBuffer.wrap(file.readNBytes(LONGEST + 1));
        } catch (IOException e) {
            String place = path.getParent().getFileName() + "/" + path.getFileName();
            throw new IOException(place + ": cannot be read (" + e.getClass().getSimpleName() + ')', e);
        }
    }

    /** Those of them that declare resources. */
    static List<ResourceFile> resources(Path folder, SortedMap<String, ByteBuffer> contents) {
        return contents.entrySet().stream()
                .filter(file -> isResources(file.getKey()))
                .map(file -> new ResourceFile(
                        folder.getFileName() + "/" + file.getKey(),
                        file.getValue().array()))
                .toList();
    }

    /** Those of them that have routes of the gateway's own; they are read at the start alone. */
    static SortedMap<String, ByteBuffer> shipped(SortedMap<String, ByteBuffer> contents) {
        return routes(contents, SHIPPED::contains);
    }

    /** Those of them that have routes of the user. */
    static SortedMap<String, ByteBuffer> own(SortedMap<String, ByteBuffer> contents) {
        return routes(contents, name -> !SHIPPED.contains(name));
    }

    /** What files say, whatever their comments and the spaces in them. */
    static Map<String, Object> meanings(SortedMap<String, ByteBuffer> files) {
        Map<String, Object> meanings = new TreeMap<>();
        files.forEach((name, content) -> meanings.put(name, meaning(content)));
        return meanings;
    }

    private static Object meaning(ByteBuffer content) {
        List<Object> documents = new ArrayList<>();
        try {
            new Load(LoadSettings.builder().build())
                    .loadAllFromInputStream(new ByteArrayInputStream(content.array()))
                    .forEach(documents::add);
            return documents;
        } catch (YamlEngineException e) {
            return content;
        }
    }

    private static SortedMap<String, ByteBuffer> routes(
            SortedMap<String, ByteBuffer> contents, Predicate<String> wanted) {
        SortedMap<String, ByteBuffer> routes = new TreeMap<>(contents);
        routes.keySet().removeIf(name -> !isRoutes(name) || !wanted.test(name));
        return routes;
    }

    private static boolean isRoutes(String name) {
        return name.endsWith(SUFFIX);
    }

    static boolean isResources(String name) {
        return name.endsWith(RESOURCES);
    }

    /** What lies in a folder and looks like one of its files, and is not read. */
    static List<RouteFault> misnamed(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(path -> !isHidden(path.getFileName().toString()))
                    .flatMap(path -> misnamed(folder, path).stream())
                    .sorted()
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw notAFolder(folder);
        }
    }

    private static Optional<RouteFault> misnamed(Path folder, Path path) {
        String name = path.getFileName().toString();
        boolean isYaml = name.toLowerCase(Locale.ROOT).matches(".*\\.ya?ml");
        boolean isRead = isResources(name) || name.endsWith(SUFFIX);
        String place = folder.getFileName() + "/" + name;
        if (Files.isDirectory(path)) {
            return holdsYaml(path)
                    ? Optional.of(new RouteFault(place, 0, "is not read: it is a folder; files lie beside the others"))
                    : Optional.empty();
        }
        return isYaml && !isRead
                ? Optional.of(new RouteFault(
                        place, 0, "is not read: its name ends in neither " + RESOURCES + " nor " + SUFFIX))
                : Optional.empty();
    }

    private static boolean holdsYaml(Path folder) {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.anyMatch(path ->
                    path.toString().endsWith(RESOURCES) || path.toString().endsWith(SUFFIX));
        } catch (IOException e) {
            return false;
        }
    }

    /** What editors lay beside a file that is open. */
    private static boolean isHidden(String name) {
        return name.startsWith(".") || name.startsWith("#");
    }

    private static SettingException notAFolder(Path folder) {
        return SettingException.refused(
                "gcx.routes.dir", folder.toString(), "a folder with *" + RESOURCES + " and *" + SUFFIX + " files");
    }

    /** An endpoint without its options, in one spelling. */
    static String endpoint(String uri) {
        return uri.split("\\?", 2)[0].replaceFirst("^direct:(//)?", "direct:");
    }

    /** Whether a route was read from a YAML file. */
    static boolean isOf(RouteDefinition route) {
        return route.getResource() != null && route.getResource().getLocation().endsWith(SUFFIX);
    }

    /** Whether a file is the one inside the jar, to the byte. */
    static boolean isAsShipped(String name, ByteBuffer content) {
        try (InputStream shipped =
                SHIPPED.contains(name) ? RouteFiles.class.getResourceAsStream(FOLDER + name) : null) {
            return shipped != null && content.equals(ByteBuffer.wrap(shipped.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a route was read from one of the gateway's own YAML files. */
    static boolean isShipped(RouteDefinition route) {
        return isOf(route) && SHIPPED.contains(name(route.getResource()));
    }

    /** The file and line of a step, as far as they are known. */
    static String place(ProcessorDefinition<?> step) {
        String file = step.getLocation() == null ? "routes" : step.getLocation();
        return step.getLineNumber() < 0 ? file : file + ':' + step.getLineNumber();
    }

    /** As Camel's loader does it, which has no place for {@code perFile}. */
    private static void load(CamelContext context, List<Resource> files, PerFile perFile) throws Exception {
        Collection<RoutesBuilder> builders =
                PluginHelper.getRoutesLoader(context).findRoutesBuilders(files);
        for (RoutesBuilder builder : builders) {
            if (builder instanceof RouteBuilder routes) {
                routes.addLifecycleInterceptor(perFile);
                StepErrors.guard(routes);
            }
            if (builder instanceof RouteConfigurationsBuilder configurations) {
                context.addRoutesConfigurations(configurations);
            }
        }
        for (RoutesBuilder builder : builders) {
            context.addRoutes(builder);
        }
        for (RoutesBuilder builder : builders) {
            context.addTemplatedRoutes(builder);
        }
    }

    private List<Resource> shipped(CamelContext context) {
        Optional<Path> folder = settings.routesDir();
        return SHIPPED.stream()
                .filter(RouteFiles::isRoutes)
                .filter(name -> folder.isEmpty() || Files.exists(folder.get().resolve(name)))
                .map(name -> ResourceHelper.resolveResource(
                        context,
                        folder.isEmpty()
                                ? JAR + name
                                : "file:" + folder.get().resolve(name).toAbsolutePath()))
                .toList();
    }

    private static String name(Resource file) {
        String location = file.getLocation();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /**
     * Gives the {@code errorHandler} of a file to the routes of this file. Camel's YAML gives it to the context instead,
     * where it would miss these routes and hit those of all later files. An {@code onException} needs an error handler.
     */
    private record PerFile(CamelContext camel, CamelContext gateway, ErrorHandlerFactory unlessSaid)
            implements RouteBuilderLifecycleStrategy {
        @Override
        public void afterConfigure(RouteBuilder file) {
            ExtendedCamelContext context = camel.getCamelContextExtension();
            ErrorHandlerFactory said = context.getErrorHandlerFactory();
            context.setErrorHandlerFactory(unlessSaid);
            RoutesDefinition routes = file.getRouteCollection();
            routes.getRoutes().forEach(this::refuseTaken);
            if (said == unlessSaid && !routes.getOnExceptions().isEmpty()) {
                said = new DefaultErrorHandlerBuilder();
            }
            for (RouteDefinition route : routes.getRoutes()) {
                boolean hasItsOwn = route.getErrorHandlerFactory() != unlessSaid;
                if (!hasItsOwn) {
                    route.setErrorHandlerFactory(said);
                }
            }
        }

        /** Camel would take the new route for the old one without a word. */
        private void refuseTaken(RouteDefinition route) {
            if (route.getId() != null && (isTaken(route, camel) || isTaken(route, gateway))) {
                throw new SettingException("routes/" + name(route.getResource()) + ": the route id " + route.getId()
                        + " is taken; every route has one of its own");
            }
        }

        private static boolean isTaken(RouteDefinition route, CamelContext context) {
            return ((ModelCamelContext) context).getRouteDefinition(route.getId()) != null;
        }
    }
}
