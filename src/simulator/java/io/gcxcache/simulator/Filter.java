package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Set;

/** What query parameters leave in a list; one that a call does not have leaves what its default says. */
enum Filter {
    ID {
        @Override
        boolean keeps(ApiRequest call, JsonNode entity) {
            return isAmong(call.values("id"), entity.path("id"));
        }
    },
    /** By the address in chats. */
    JABBER_ID {
        @Override
        boolean keeps(ApiRequest call, JsonNode entity) {
            return isAmong(call.values("jabberId"), entity.at("/chat/jabberId"));
        }
    },
    DIVISION {
        @Override
        boolean keeps(ApiRequest call, JsonNode entity) {
            Set<String> divisions = call.values("divisionId");
            return divisions.contains("*") || isAmong(divisions, entity.at("/division/id"));
        }
    },
    TYPE {
        @Override
        boolean keeps(ApiRequest call, JsonNode entity) {
            return isAmong(call.values("type"), entity.path("type"));
        }
    },
    /** The whole name; an asterisk at its beginning or end stands for anything. */
    NAME {
        @Override
        boolean keeps(ApiRequest call, JsonNode entity) {
            String wanted = lower(call.parameter("name").orElse("*"));
            String name = lower(entity.path("name").asText());
            boolean openStart = wanted.startsWith("*");
            boolean openEnd = wanted.endsWith("*");
            String text = wanted.replace("*", "");
            if (openStart && openEnd) {
                return name.contains(text);
            }
            if (openStart) {
                return name.endsWith(text);
            }
            return openEnd ? name.startsWith(text) : name.equals(text);
        }
    },
    NAME_BEGINS {
        @Override
        boolean keeps(ApiRequest call, JsonNode entity) {
            return lower(entity.path("name").asText())
                    .startsWith(lower(call.parameter("name").orElse("")));
        }
    },
    NAME_CONTAINS {
        @Override
        boolean keeps(ApiRequest call, JsonNode entity) {
            return lower(entity.path("name").asText())
                    .contains(lower(call.parameter("name").orElse("")));
        }
    },
    /** Only what is active, unless another state or any is asked for. */
    STATE {
        @Override
        boolean keeps(ApiRequest call, JsonNode entity) {
            String wanted = call.parameter("state").orElse("active");
            return wanted.equals("any") || entity.path("state").asText().equals(wanted);
        }
    },
    /** What was deleted too, if it is asked for. */
    WITH_DELETED {
        @Override
        boolean keeps(ApiRequest call, JsonNode entity) {
            return call.is("deleted", false) || !entity.path("deleted").asBoolean();
        }
    },
    /** Either what was deleted or what was not, or all. */
    DELETED {
        @Override
        boolean keeps(ApiRequest call, JsonNode entity) {
            return isWanted(call, "deleted", entity.path("deleted"));
        }
    },
    DEACTIVATED {
        @Override
        boolean keeps(ApiRequest call, JsonNode entity) {
            return isWanted(call, "deactivated", entity.path("deactivated"));
        }
    },
    /** Only what is joined, unless it is asked otherwise. */
    JOINED_ONLY {
        @Override
        boolean keeps(ApiRequest call, JsonNode entity) {
            return entity.path("joined").asBoolean() == call.is("joined", true);
        }
    },
    JOINED {
        @Override
        boolean keeps(ApiRequest call, JsonNode entity) {
            return call.parameter("joined").isEmpty() || JOINED_ONLY.keeps(call, entity);
        }
    },
    ROUTING_STATUS {
        @Override
        boolean keeps(ApiRequest call, JsonNode entity) {
            return isAmong(call.values("routingStatus"), entity.at("/routingStatus/status"));
        }
    },
    PRESENCE {
        @Override
        boolean keeps(ApiRequest call, JsonNode entity) {
            return isAmong(call.values("presence"), entity.at("/user/presence/presenceDefinition/systemPresence"));
        }
    };

    abstract boolean keeps(ApiRequest call, JsonNode entity);

    private static boolean isAmong(Set<String> wanted, JsonNode value) {
        return wanted.isEmpty() || wanted.contains(value.asText());
    }

    private static boolean isWanted(ApiRequest call, String name, JsonNode flag) {
        String wanted = lower(call.parameter(name).orElse("false"));
        return wanted.equals("all") || wanted.equals("true") == flag.asBoolean();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
