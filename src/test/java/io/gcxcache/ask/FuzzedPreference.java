package io.gcxcache.ask;

import static io.gcxcache.fuzz.FuzzedParser.require;

import io.gcxcache.fuzz.FuzzedParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** {@code Prefer}: what is taken of it is a member of the list, and is told in a header that says no more than that. */
public final class FuzzedPreference implements FuzzedParser {
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();
    private static final Duration LONGEST = Duration.ofSeconds(99_999);

    @Override
    public String name() {
        return "prefer";
    }

    @Override
    public String read(String input) {
        String text = FuzzedParser.text(input);
        Exchange exchange = asked(text);
        Preference preference = Preference.of(exchange);
        boolean exact = Preference.isExact(exchange);

        List<String> members = members(text);
        require(!exact || members.contains("exact"), "Exact out of %s", members);
        if (preference.patience() == null) {
            require(preference.applied() == null, "Patience, and yet %s", preference.applied());
            return exact ? "exact" : "none";
        }
        String applied = preference.applied();
        require(applied.matches("wait=[0-9]{1,5}|respond-async"), "Told is %s", applied);
        require(members.contains(applied), "%s out of %s", applied, members);
        require(!preference.patience().isNegative() && preference.patience().compareTo(LONGEST) <= 0, "Too long");
        require(Preference.of(asked(applied)).equals(preference), "%s reads otherwise", applied);
        return applied.split("=")[0] + (exact ? ", exact" : "");
    }

    private static Exchange asked(String prefer) {
        Exchange exchange = new DefaultExchange(CONTEXT);
        exchange.getMessage().setHeader("Prefer", prefer);
        return exchange;
    }

    /** What stands between commas that are not quoted, as it would be told: up to its parameters, without quotes and blanks. */
    private static List<String> members(String list) {
        List<String> members = new ArrayList<>();
        StringBuilder member = new StringBuilder();
        boolean quoted = false;
        boolean ofParameters = false;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (c == ',' && !quoted) {
                members.add(member.toString().toLowerCase(Locale.ROOT));
                member.setLength(0);
                ofParameters = false;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == ';' && !quoted) {
                ofParameters = true;
            } else if (!ofParameters && !Character.isWhitespace(c) && c != '\u000b') {
                member.append(c);
            }
        }
        members.add(member.toString().toLowerCase(Locale.ROOT));
        return members;
    }
}
