package io.gcxcache;

import io.gcxcache.ask.FuzzedPreference;
import io.gcxcache.budget.FuzzedRateLimits;
import io.gcxcache.cache.FuzzedTags;
import io.gcxcache.fuzz.FuzzedParser;
import io.gcxcache.json.FuzzedJson;
import io.gcxcache.list.FuzzedPages;
import io.gcxcache.report.FuzzedAnswers;
import io.gcxcache.report.FuzzedLanguages;
import io.gcxcache.report.FuzzedMoments;
import io.gcxcache.report.FuzzedQueries;
import java.util.List;

/** Everything that reads what clients or Genesys write, but whole requests. */
final class FuzzedParsers {
    static final List<FuzzedParser> ALL = List.of(
            new FuzzedPages(),
            new FuzzedRateLimits(),
            new FuzzedMoments(),
            new FuzzedQueries(),
            new FuzzedAnswers(),
            new FuzzedPreference(),
            new FuzzedLanguages(),
            new FuzzedTags(),
            new FuzzedJson());

    private FuzzedParsers() {}
}
