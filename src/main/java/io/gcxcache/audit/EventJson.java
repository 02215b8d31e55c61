package io.gcxcache.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;

/** Writes what a line says of its event, but for the moment, as a JSON object. */
final class EventJson implements AutoCloseable {
    private static final JsonFactory JSON =
            new ObjectMapper(new JsonFactory().setRootValueSeparator(null)).getFactory();

    private final JsonGenerator json;

    EventJson(OutputStream out) throws IOException {
        json = JSON.createGenerator(out);
    }

    void write(AuditEvent event) throws IOException {
        json.writeStartObject();
        json.writeStringField("event", event.event());
        if (event.key() != null) {
            json.writeStringField("key", event.key());
        }
        if (event.subject() != null) {
            json.writeStringField(event.subject(), event.id());
        }
        if (event.consumer() != null) {
            json.writeStringField("consumer", event.consumer());
        }
        json.writeObjectField("details", event.details());
        json.writeEndObject();
        json.flush();
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
