package io.gcxcache.routes;

import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.quartz.CronExpression;

/** What is wrong with a schedule of Quartz, which Camel reads when its route is started. */
final class ScheduleFault {
    private static final String CRON = "cron";
    private static final String INTERVAL = "trigger.repeatInterval";
    private static final String COUNT = "trigger.repeatCount";

    private ScheduleFault() {}

    static Optional<String> of(Map<String, Object> given) {
        Map<String, String> options = new HashMap<>();
        given.forEach((name, value) -> options.put(name, value.toString()));
        if (options.containsKey(CRON)) {
            try {
                CronExpression.validateExpression(options.get(CRON));
            } catch (ParseException e) {
                return Optional.of(CRON + " is " + options.get(CRON) + ", allowed is an expression of Quartz: "
                        + e.getMessage().replaceAll(": '.*|\\.$", ""));
            }
        }
        return number(options, INTERVAL, "[0-9]{1,18}", "a number of milliseconds")
                .or(() -> number(options, COUNT, "-?[0-9]{1,9}", "a whole number; -1 for without end"));
    }

    private static Optional<String> number(Map<String, String> options, String name, String form, String allowed) {
        return Optional.ofNullable(options.get(name))
                .filter(value -> !value.matches(form))
                .map(value -> name + " is " + value + ", allowed is " + allowed);
    }
}
