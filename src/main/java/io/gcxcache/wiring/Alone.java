package io.gcxcache.wiring;

import io.gcxcache.settings.SettingException;
import io.gcxcache.settings.Settings;
import java.util.List;
import org.apache.camel.CamelContext;

/** The gateway as a program, with its HTTP. Nobody brings routes later, so where its files send to has to be there. */
public final class Alone implements Part {
    private final Settings settings;
    private final List<Part> parts;

    public Alone(Settings settings) {
        this.settings = settings;
        this.parts = List.of(new Bundle(settings, List.of(), List.of()), new HttpBundle(settings));
    }

    @Override
    public void into(CamelContext context, Stay stay) throws Exception {
        for (Part part : parts) {
            part.into(context, stay);
        }
    }

    @Override
    public void load(CamelContext context) throws Exception {
        List<String> faults = FilesCheck.of(settings, context).faults();
        if (!faults.isEmpty()) {
            throw new SettingException(String.join("\n", faults));
        }
        RouteFiles files = new RouteFiles(settings);
        files.load(context, file -> !file.servesHttp());
        files.load(context, RouteFiles.RouteFile::servesHttp);
    }
}
