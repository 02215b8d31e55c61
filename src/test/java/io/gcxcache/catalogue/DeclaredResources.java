package io.gcxcache.catalogue;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Declarations made in tests, with settings that say little. */
public final class DeclaredResources {
    public static final Defaults DEFAULTS = new Defaults(
            new ListTtl(Map.of(), 300), TtlRules.parse(List.of("60")), Duration.ofHours(1), Duration.ofDays(1));

    private DeclaredResources() {}

    public static Resource resource(ResourceBuilder declared) {
        return declared.build(DEFAULTS);
    }

    public static Catalogue catalogue(ResourceBuilder... declared) {
        return Catalogue.of(List.of(), List.of(declared), DEFAULTS);
    }

    /** Rules that follow each other. */
    public static TtlRules rules(String... rules) {
        return TtlRules.parse(List.of(rules));
    }
}
