package io.gcxcache.routes;

import io.gcxcache.catalogue.ResourceFile;
import io.gcxcache.settings.SettingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** The YAML files of routes and of resources: which there are, and what is in them. */
public final class RouteFiles {
    /** The scheme under which the gateway reaches routes of the user. */
    public static final String OWN = "gcx-own";

    /** The files inside the jar. */
    public static final List<String> SHIPPED = List.of(
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
    public static final String JAR = "classpath:io/gcxcache/routes/";

    private RouteFiles() {}

    /**
     * Looks at files of routes before they are loaded.
     *
     * @param gateway what is around them
     * @param alone whether where they send to has to be there; else a host may bring it later
     * @throws SettingException if anything is wrong with them; tells all that is, a line each
     */
    public static void refuseFaults(
            Path folder, SortedMap<String, ByteBuffer> files, CamelContext gateway, boolean alone) {
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
    public static SortedMap<String, ByteBuffer> notServed(SortedMap<String, ByteBuffer> files) {
        SortedMap<String, ByteBuffer> others = new TreeMap<>(files);
        others.values().removeIf(RouteFile::servesHttp);
        return others;
    }

    /**
     * What is in the files of a folder, by their names.
     *
     * @throws SettingException if it is no folder, or has no declarations
     * @throws IOException if a file cannot be read; names it
     */
    public static SortedMap<String, ByteBuffer> contents(Path folder) throws IOException {
        SortedMap<String, ByteBuffer> contents = new TreeMap<>();
        for (Path path : list(folder)) {
            String name = path.getFileName().toString();
            if (!isHidden(name) && (isResources(name) || name.endsWith(SUFFIX))) {
                contents.put(name, content(path));
            }
        }
        if (contents.keySet().stream().noneMatch(RouteFiles::isResources)) {
            throw notAFolder(folder, "");
        }
        return contents;
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw notAFolder(folder, "");
        } catch (IOException | UncheckedIOException e) {
            throw notAFolder(folder, " (" + e.getClass().getSimpleName() + ')');
        }
    }

    private static ByteBuffer content(Path path) throws IOException {
        String place = path.getParent().getFileName() + "/" + path.getFileName();
        // To open a pipe is to wait for whoever writes into it.
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException(place + ": is no file");
        }
        try (InputStream file = Files.newInputStream(path)) {
            return ByteBuffer.wrap(file.readNBytes(LONGEST + 1));
        } catch (IOException e) {
            throw new IOException(place + ": cannot be read (" + e.getClass().getSimpleName() + ')', e);
        }
    }

    /** Those of them that declare resources. */
    public static List<ResourceFile> resources(Path folder, SortedMap<String, ByteBuffer> contents) {
        return contents.entrySet().stream()
                .filter(file -> isResources(file.getKey()))
                .map(file -> new ResourceFile(
                        folder.getFileName() + "/" + file.getKey(),
                        file.getValue().array()))
                .toList();
    }

    /** Those of them that have routes of the gateway's own; they are read at the start alone. */
    public static SortedMap<String, ByteBuffer> shipped(SortedMap<String, ByteBuffer> contents) {
        return routes(contents, SHIPPED::contains);
    }

    /** Those of them that have routes of the user. */
    public static SortedMap<String, ByteBuffer> own(SortedMap<String, ByteBuffer> contents) {
        return routes(contents, name -> !SHIPPED.contains(name));
    }

    /** What files say, whatever their comments and the spaces in them. */
    public static Map<String, Object> meanings(SortedMap<String, ByteBuffer> files) {
        Map<String, Object> meanings = new TreeMap<>();
        files.forEach((name, content) -> meanings.put(name, meaning(content)));
        return meanings;
    }

    private static Object meaning(ByteBuffer content) {
        List<Object> documents = new ArrayList<>();
        try {
            // All are texts, as for Camel: 1.1 is not 1.10.
            new Load(LoadSettings.builder().setSchema(new FailsafeSchema()).build())
                    .loadAllFromInputStream(new ByteArrayInputStream(content.array()))
                    .forEach(documents::add);
            return documents;
        } catch (YamlEngineException | StackOverflowError e) {
            return content;
        }
    }

    private static SortedMap<String, ByteBuffer> routes(
            SortedMap<String, ByteBuffer> contents, Predicate<String> wanted) {
        SortedMap<String, ByteBuffer> routes = new TreeMap<>(contents);
        routes.keySet().removeIf(name -> !isRoutes(name) || !wanted.test(name));
        return routes;
    }

    public static boolean isRoutes(String name) {
        return name.endsWith(SUFFIX);
    }

    public static boolean isResources(String name) {
        return name.endsWith(RESOURCES);
    }

    /** What lies in a folder and looks like one of its files, and is not read. */
    public static List<RouteFault> misnamed(Path folder) {
        return list(folder).stream()
                .filter(path -> !isHidden(path.getFileName().toString()))
                .flatMap(path -> misnamed(folder, path).stream())
                .sorted()
                .toList();
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

    private static SettingException notAFolder(Path folder, String why) {
        return SettingException.refused(
                "gcx.routes.dir", folder + why, "a folder with *" + RESOURCES + " and *" + SUFFIX + " files");
    }

    /** Whether an endpoint is one that somebody has to begin with, and nobody does. */
    public static boolean isDeadEnd(String uri, Set<String> beginnings) {
        return uri != null && uri.startsWith("direct:") && !beginnings.contains(endpoint(uri));
    }

    /** An endpoint without its options, in one spelling. */
    public static String endpoint(String uri) {
        return uri.split("\\?", 2)[0].replaceFirst("^direct:(//)?", "direct:");
    }

    /** Whether a route was read from a YAML file. */
    public static boolean isOf(RouteDefinition route) {
        return route.getResource() != null && route.getResource().getLocation().endsWith(SUFFIX);
    }

    /** The declarations inside the jar. */
    public static List<ResourceFile> resources() throws IOException {
        List<ResourceFile> files = new ArrayList<>();
        for (String name : SHIPPED) {
            if (isResources(name)) {
                try (InputStream file = RouteFiles.class.getResourceAsStream(FOLDER + name)) {
                    files.add(new ResourceFile(JAR + name, file.readAllBytes()));
                }
            }
        }
        return files;
    }

    /** Whether a file is the one inside the jar, to the byte. */
    public static boolean isAsShipped(String name, ByteBuffer content) {
        try (InputStream shipped =
                SHIPPED.contains(name) ? RouteFiles.class.getResourceAsStream(FOLDER + name) : null) {
            return shipped != null && content.equals(ByteBuffer.wrap(shipped.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a route was read from one of the gateway's own YAML files. */
    public static boolean isShipped(RouteDefinition route) {
        return isOf(route) && SHIPPED.contains(name(route.getResource()));
    }

    /** The file and line of a step, as far as they are known. */
    public static String place(ProcessorDefinition<?> step) {
        String file = step.getLocation() == null ? "routes" : step.getLocation();
        return step.getLineNumber() < 0 ? file : file + ':' + step.getLineNumber();
    }

    /** That of a file, without its folder. */
    public static String name(Resource file) {
        String location = file.getLocation();
        return location.substring(location.lastIndexOf('/') + 1);
    }
}
