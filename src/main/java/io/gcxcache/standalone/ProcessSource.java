package io.gcxcache.standalone;

import io.gcxcache.settings.Settings;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.util.IOHelper;
import org.apache.camel.util.StringHelper;

/**
 * Lets routes use environment variables, then system properties, as placeholders, under the names that Camel has for them;
 * never what gives a setting of the gateway, since that may be a secret.
 */
final class ProcessSource implements PropertiesSource {
    private final Map<String, String> environment;
    private final Properties system;

    ProcessSource(Map<String, String> environment, Properties system) {
        this.environment = environment;
        this.system = system;
    }

    /** Takes the place of Camel's own look at the environment and the system properties. */
    static void replaceCamels(CamelContext context) {
        PropertiesComponent properties = (PropertiesComponent) context.getPropertiesComponent();
        properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
        properties.addPropertiesSource(new ProcessSource(System.getenv(), System.getProperties()));
    }

    @Override
    public String getName() {
        return "gcx-process";
    }

    @Override
    public String getProperty(String name) {
        return variables(name)
                .filter(variable -> !variable.startsWith("GCX_"))
                .map(environment::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> name.startsWith(Settings.PREFIX) ? null : system.getProperty(name));
    }

    /** The variables that Camel looks for, in its order. */
    private static Stream<String> variables(String name) {
        return Stream.of(
                name.toUpperCase(Locale.ROOT),
                IOHelper.normalizeEnvironmentVariable(name),
                IOHelper.normalizeEnvironmentVariable(StringHelper.camelCaseToDash(name)));
    }
}
