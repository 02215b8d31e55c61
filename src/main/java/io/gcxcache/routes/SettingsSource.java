package io.gcxcache.routes;

import io.gcxcache.settings.Settings;
import java.util.Set;
import org.apache.camel.spi.PropertiesSource;

/**
 * Lets routes use the settings as placeholders, for example {@code {{gcx.stale.window}}}; never the secrets but the tokens that
 * targets send to their CDNs.
 */
public final class SettingsSource implements PropertiesSource {
    private final Settings settings;

    public SettingsSource(Settings settings) {
        this.settings = settings;
    }

    @Override
    public String getName() {
        return "gcx-settings";
    }

    /** Those that {@link #getProperty} knows. */
    Set<String> names() {
        return settings.names();
    }

    @Override
    public String getProperty(String name) {
        return settings.value(name);
    }
}
