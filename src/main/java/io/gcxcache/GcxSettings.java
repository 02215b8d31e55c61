package io.gcxcache;

import io.gcxcache.settings.SettingException;
import io.gcxcache.settings.Settings;
import java.util.Map;

/**
 * How a gateway inside somebody's Camel context is to be: all settings, checked. Immutable.
 *
 * <p>{@code config/application.properties} of the distribution lists every setting with its default, unit and range; the same
 * file is inside the jar, and a setting that is given nowhere has its value from there.
 */
public final class GcxSettings {
    private final Settings settings;

    private GcxSettings(Settings settings) {
        this.settings = settings;
    }

    /**
     * The settings that are given, over the defaults.
     *
     * <p>The way out is that of the process around it, unless {@code gcx.genesys.proxy} is given: as {@code HTTPS_PROXY} and
     * {@code NO_PROXY} or the JDK's system properties say.
     *
     * @param given settings by name; all others have their defaults, and the routes come from the jar
     * @throws SettingException if one is wrong, unknown or missing
     */
    public static GcxSettings of(Map<String, String> given) {
        return new GcxSettings(Settings.of(given));
    }

    Settings settings() {
        return settings;
    }
}
