package io.gcxcache.wiring;

import io.gcxcache.settings.SettingException;
import io.gcxcache.settings.Settings;
import java.util.List;
import org.apache.camel.CamelContext;

/** The gateway as a program, with its HTTP. Nobody brings routes later, so where its files send to has to be there. */
public final class Alone implements Part {
    private final Settings settings;

    public Alone(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Rest into(CamelContext context, Stay stay) throws Exception {
        Rest ofGateway = Bundle.alone(settings).into(context, stay);
        Rest ofHttp = new HttpBundle(settings).into(context, stay);
        return () -> {
            List<String> faults = FilesCheck.of(settings, context).faults();
            if (!faults.isEmpty()) {
                throw new SettingException(String.join("\n", faults));
            }
            ofGateway.load();
            ofHttp.load();
        };
    }
}
