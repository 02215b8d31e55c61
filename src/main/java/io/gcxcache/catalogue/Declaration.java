package io.gcxcache.catalogue;

import io.gcxcache.cache.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What every resource says of itself.
 *
 * @param name unique among those that are asked for in the same way
 * @param path the path at Genesys, perhaps with a gap for the id
 * @param key what names a question, but for what is posted
 * @param tags more tags of its entries
 * @param subject the audit field that says which one was asked for
 * @param family its rate-limit family upstream
 * @param permission what Genesys asks for, or null
 * @param fetch the endpoint that fetches it
 * @param staleWindow how much longer than its TTL it may be served
 * @param timeLimit how long a flight may take
 * @param shareable whether shared caches in front of the gateway may keep it
 * @param writtenBy which writes at other paths change it, and which below its own do not
 * @param schedules when it is asked for by the clock
 * @param fingerprint another one, and it means something else: what was fetched for it answers nobody any more
 */
public record Declaration(
        Kind kind,
        String name,
        Template path,
        Template key,
        List<Template> tags,
        String subject,
        String family,
        String permission,
        String fetch,
        Duration staleWindow,
        Duration timeLimit,
        boolean shareable,
        List<WritePattern> writtenBy,
        List<Schedule> schedules,
        String fingerprint) {
    /** What the keys of questions begin with that are asked at Genesys's own paths; method and path follow. */
    public static final String API_KEYS = "gcx:api:";

    public Declaration {
        tags = List.copyOf(tags);
        writtenBy = List.copyOf(writtenBy);
        schedules = List.copyOf(schedules);
    }

    /** Whether it stands for many things, each with an id of its own. */
    public boolean hasId() {
        return !path.gaps().isEmpty();
    }

    /** How it is told of in messages: {@code lists.routing-queues}. */
    public String where() {
        return kind.section() + '.' + name;
    }

    /**
     * By which tags the answer to a question is known: what its kind is called, which one it is, its key, and those declared.
     *
     * @param id the id asked for, or null
     * @param live whether the answer changes by the second
     */
    public Tags tags(String id, String questionKey, boolean live) {
        List<String> all = new ArrayList<>(List.of(word(), group(id), questionKey));
        if (live) {
            all.add(live(id));
        }
        tags.forEach(tag -> all.add(tag.fill(gap -> id)));
        return Tags.of(all);
    }

    /** The tag of all answers about one thing, which share a schema, however its id is spelled in a path. */
    public String group(String id) {
        return Tags.tag(word() + '-' + (hasId() ? ApiPath.read(id) : name));
    }

    /** The tag of those of them that change by the second. */
    public String live(String id) {
        return Tags.tag(group(id) + "-live");
    }

    /** The tag of all answers of this resource. */
    public String all() {
        return hasId() ? Tags.tag(name) : group(name);
    }

    private String word() {
        return hasId() ? name : kind.word();
    }
}
