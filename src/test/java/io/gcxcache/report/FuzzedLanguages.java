package io.gcxcache.report;

import static io.gcxcache.fuzz.FuzzedParser.require;

import io.gcxcache.fuzz.FuzzedParser;
import io.gcxcache.problem.Problem;
import java.util.Locale;
import java.util.regex.Pattern;

/** {@code Accept-Language} and the texts that win over it, a line each: one tag comes of it, fit for a key and a header. */
public final class FuzzedLanguages implements FuzzedParser {
    private static final Pattern TAG = Pattern.compile("(?=.{1,35}$)[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*");

    @Override
    public String name() {
        return "languages";
    }

    @Override
    public String read(String input) {
        String tag;
        try {
            tag = QueryReader.locale(FuzzedParser.text(input).split("\n", -1));
        } catch (Problem e) {
            return FuzzedParser.kind(e);
        }
        require(TAG.matcher(tag).matches(), "No tag: %s", tag);
        require(QueryReader.locale(tag).equals(tag), "%s is read as %s", tag, QueryReader.locale(tag));
        new Locale.Builder().setLanguageTag(tag);
        return tag.equals("en-US") ? "default" : "a language" + (tag.contains("-") ? " of somewhere" : "");
    }
}
