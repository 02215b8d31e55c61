package io.gcxcache.routes;

import static io.gcxcache.routes.RouteYaml.child;
import static io.gcxcache.routes.RouteYaml.items;

import io.gcxcache.catalogue.YamlDocument;
import io.gcxcache.cdn.CdnRoutes;
import io.gcxcache.routes.RouteYaml.Entry;
import io.gcxcache.routes.Surroundings.Template;
import io.gcxcache.settings.Settings;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.camel.support.PatternHelper;
import org.apache.camel.util.URISupport;
import org.snakeyaml.engine.v2.nodes.Node;

/** Tells what an entry names and nobody has: an endpoint, a bean or its method, a placeholder, a word of an expression. */
final class EntryCheck implements Mentions.Told {
    private static final Pattern CLASS = Pattern.compile("([a-z][a-z0-9_]*\\.)+[A-Za-z0-9_$]+");

    private static final String OWN = RouteFiles.OWN + ':';

    private final RouteYaml file;
    private final Entry entry;
    private final Surroundings around;
    private final Rehearsal rehearsal;
    private final Collection<RouteFault> faults;

    /** What placeholders of a template may stand for beside what is known everywhere. */
    private final Set<String> locals = new HashSet<>();

    /** Where one was told last: an expression with it cannot be read either. */
    private Node wrongBean;

    private EntryCheck(
            RouteYaml file, Entry entry, Surroundings around, Rehearsal rehearsal, Collection<RouteFault> faults) {
        this.file = file;
        this.entry = entry;
        this.around = around;
        this.rehearsal = rehearsal;
        this.faults = faults;
        for (String names : entry.is("routeTemplate") ? List.of("parameters", "beans") : List.<String>of()) {
            items(child(entry.body(), names))
                    .forEach(
                            each -> child(each, "name").flatMap(RouteYaml::text).ifPresent(locals::add));
        }
    }

    /** @param faults where to tell it */
    static void tell(
            RouteYaml file, Entry entry, Surroundings around, Rehearsal rehearsal, Collection<RouteFault> faults) {
        EntryCheck check = new EntryCheck(file, entry, around, rehearsal, faults);
        Mentions.of(entry, check);
        if (entry.is("templatedRoute")) {
            check.template();
        } else if (entry.is("route", "from", "routeTemplate") && entry.from().isEmpty()) {
            check.refuse(entry.body(), "", "has no from, the endpoint that it begins with");
        } else if (entry.is("beans")) {
            items(Optional.of(entry.body())).forEach(check::classOf);
        }
        if (entry.is("route")) {
            child(entry.body(), "routeConfigurationId").ifPresent(check::configuration);
        }
    }

    /** Camel takes one that nobody has for none. */
    private void configuration(Node ids) {
        String wanted = around.resolved(RouteYaml.text(ids).orElse(""));
        for (String id : wanted.split(",")) {
            if (!id.contains("{{")
                    && around.configurations().stream().noneMatch(known -> PatternHelper.matchPattern(known, id))) {
                refuse(ids, "", "there is no routeConfiguration " + id + Plain.nearest(id, around.configurations()));
            }
        }
    }

    private void template() {
        Optional<Node> ref = child(entry.body(), "routeTemplateRef");
        String name = ref.flatMap(RouteYaml::text).orElse("");
        Template template = around.templates().get(name);
        if (template == null) {
            refuse(
                    ref.orElse(entry.body()),
                    "",
                    "there is no template " + name
                            + Plain.nearest(name, around.templates().keySet()));
            return;
        }
        Map<String, String> given = new HashMap<>();
        Map<String, Node> nodes = new HashMap<>();
        for (Node parameter : items(child(entry.body(), "parameters"))) {
            Map<String, String> texts = RouteYaml.texts(Optional.of(parameter));
            String written = texts.getOrDefault("name", "");
            String value = texts.getOrDefault("value", "");
            nodes.put(written, parameter);
            given.put(written, around.resolved(value));
            if (!template.parameters().containsKey(written)) {
                refuse(
                        parameter,
                        "",
                        "the template " + name + " has no parameter " + written
                                + Plain.nearest(written, template.parameters().keySet()));
            } else if (value.startsWith("direct:")) {
                endpoint(child(parameter, "value").orElse(parameter), "", value, Map.of(), false);
            }
        }
        template.parameters().forEach((parameter, required) -> {
            if (required && !given.containsKey(parameter)) {
                refuse(ref.get(), "", "the parameter " + parameter + " of the template " + name + " is missing");
            }
        });
        if (name.equals(CdnRoutes.TEMPLATE)) {
            CdnRoutes.faults(given).forEach((parameter, fault) -> refuse(nodes.get(parameter), "", fault));
        }
    }

    /** A class is looked for, and not loaded. */
    private void classOf(Node bean) {
        Optional<Node> type = child(bean, "type");
        String name = type.flatMap(RouteYaml::text)
                .orElse("")
                .replaceFirst("^#class:", "")
                .replaceFirst("\\(.*", "");
        if (CLASS.matcher(name).matches() && !around.hasClass(name)) {
            refuse(type.get(), "", "there is no class " + name);
        }
    }

    @Override
    public void placeholder(Node at, String step, String name) {
        if (!locals.contains(name) && around.property(name).isEmpty()) {
            refuse(
                    at,
                    step,
                    "{{" + name + "}} stands for nothing"
                            + (Settings.isSecret(name)
                                    ? ": it is a secret, which no route may have"
                                    : Plain.nearest(name, around.settings())));
        }
    }

    @Override
    public void endpoint(Node at, String step, String uri, Map<String, String> parameters, boolean begins) {
        String resolved = around.resolved(uri);
        Map<String, Object> options = around.resolved(parameters);
        String all = resolved + options;
        if (!resolved.contains(":") || all.contains("{{") || all.contains("${")) {
            return;
        }
        if (!begins && !all.contains("failIfNoConsumers=false")) {
            deadEnd(resolved)
                    .ifPresent(what ->
                            faults.add(new RouteFault(file.place(), YamlDocument.line(at), told(step, what), true)));
        }
        String scheme = resolved.split(":", 2)[0];
        Map<String, Object> given = given(resolved, options);
        if (scheme.endsWith("quartz")) {
            ScheduleFault.of(given).ifPresent(fault -> refuse(at, step, fault));
        }
        Optional<String> wrongOption = OptionFault.of(rehearsal.schema(scheme), given);
        wrongOption.ifPresent(fault -> refuse(at, step, fault));
        // A bean that a file declares is not made here.
        if (wrongOption.isEmpty() && !all.contains("#") && !around.isSetUp(scheme)) {
            try {
                rehearsal.endpoint(resolved, options);
            } catch (Exception e) {
                if (at != wrongBean && !around.isOfDeclaredBean(String.valueOf(e.getMessage()))) {
                    refuse(at, step, Plain.endpoint(e, scheme, rehearsal::options));
                }
            }
        }
    }

    /** The options of an endpoint, and those beside it. */
    private static Map<String, Object> given(String uri, Map<String, Object> beside) {
        Map<String, Object> given = new TreeMap<>();
        int query = uri.indexOf('?');
        if (query >= 0) {
            try {
                given.putAll(URISupport.parseQuery(uri.substring(query + 1)));
            } catch (URISyntaxException e) {
                // told when the endpoint is made
            }
        }
        given.putAll(beside);
        return given;
    }

    @Override
    public void delay(Node at, String step, String constant) {
        String resolved = around.resolved(constant);
        if (!resolved.contains("{{") && !resolved.matches("-?[0-9]{1,18}")) {
            refuse(at, step, "the delay is " + resolved + ", allowed is a number of milliseconds");
        }
    }

    /** That no route begins with an endpoint; nothing if one does. */
    private Optional<String> deadEnd(String uri) {
        boolean isOwn = uri.startsWith(OWN);
        String direct = RouteFiles.endpoint(isOwn ? uri.substring(OWN.length()) : uri);
        if (!around.isDeadEnd(direct, file.isShipped() && !isOwn)) {
            return Optional.empty();
        }
        String hint = around.isDeadEnd(direct, false)
                ? Plain.nearest(
                        direct,
                        around.beginnings().stream()
                                .filter(beginning -> beginning.startsWith("direct:"))
                                .toList())
                : "; from a file of the gateway it is " + OWN + direct;
        return Optional.of("no route begins with " + direct + hint);
    }

    @Override
    public void bean(Node at, String step, String name, String method) {
        if (name.contains("{{") || name.startsWith("#") || around.isDeclared(name) || locals.contains(name)) {
            return;
        }
        Object bean = around.bean(name);
        if (bean == null) {
            wrongBean = at;
            refuse(at, step, "there is no bean " + name + Plain.nearest(name, around.beans()));
        } else if (method != null && !method.contains("{{")) {
            String called = method.replaceFirst("\\(.*", "").strip();
            List<String> methods = Arrays.stream(bean.getClass().getMethods())
                    .filter(each -> each.getDeclaringClass() != Object.class)
                    .map(Method::getName)
                    .distinct()
                    .sorted()
                    .toList();
            if (!called.isEmpty() && !methods.contains(called)) {
                wrongBean = at;
                refuse(at, step, "the bean " + name + " has no method " + called + Plain.nearest(called, methods));
            }
        }
    }

    @Override
    public void pool(Node at, String step, String name) {
        if (!name.startsWith("#") && !around.isDeclared(name) && !around.isPool(name)) {
            refuse(at, step, "there is no pool " + name + Plain.nearest(name, around.pools()));
        }
    }

    @Override
    public void simple(Node at, String step, String text) {
        String resolved = around.resolved(text);
        if (!resolved.contains("{{")) {
            try {
                rehearsal.simple(resolved);
            } catch (RuntimeException e) {
                boolean isOfBean = at == wrongBean || around.isOfDeclaredBean(String.valueOf(e.getMessage()));
                if (!isOfBean) {
                    refuse(at, step, Plain.of(e));
                }
            }
        }
    }

    private void refuse(Node at, String step, String what) {
        faults.add(new RouteFault(file.place(), YamlDocument.line(at), told(step, what)));
    }

    private String told(String step, String what) {
        return entry.name() + (step.isEmpty() ? "" : ", step " + step) + ": " + around.shown(what, entry);
    }
}
