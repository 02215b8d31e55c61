package io.gcxcache.wiring;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.catalogue.Declaration;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.context.Services;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;

/** Audits an edit, and drops what was kept for what is declared in another way, or no more, so that caches in front hear of it. */
final class EditAftermath implements Edits.Told {
    private final ProducerTemplate routes;
    private final Services services;

    EditAftermath(CamelContext context, Services services) {
        this.routes = context.createProducerTemplate();
        this.services = services;
    }

    @Override
    public void changed(Edits.Difference difference, List<Declaration> noMore) {
        services.audit().offer(AuditEvent.of(services.clock().instant(), "edit_applied", null, difference.details()));
        for (Declaration declaration : noMore) {
            routes.requestBodyAndHeaders(
                    "direct:gcx-invalidate",
                    null,
                    Map.of(
                            GcxHeaders.TAG,
                            declaration.all(),
                            GcxHeaders.ASKED_BY,
                            "edit",
                            "reason",
                            declaration.where() + " was edited"));
        }
    }
}
