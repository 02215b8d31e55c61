package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** One run of a report: it is being processed until its end and has its outcome then. */
record ReportRun(String id, Instant end, ObjectNode outcome) {

    ObjectNode at(Instant now) {
        return now.isBefore(end) ? processing() : outcome;
    }

    ObjectNode processing() {
        return JsonNodeFactory.instance.objectNode().put("reportId", id).put("status", "processing");
    }
}
