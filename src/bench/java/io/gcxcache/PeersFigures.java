package io.gcxcache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What rounds have measured, by what was done and by the server that did it; and which goals that meets. */
final class PeersFigures {
    /** Of the machine's CPU time. If others use more of it, a round is marked. */
    static final double QUIET = 0.2;

    private final Map<Doing, Map<String, Rounds>> all = new LinkedHashMap<>();
    private final List<String> goals = new ArrayList<>();

    /**
     * Takes down a round.
     *
     * @param strangers the share of the machine that others used meanwhile
     */
    void add(Doing doing, String unit, double figure, double strangers) {
        Rounds rounds = all.computeIfAbsent(doing, first -> new LinkedHashMap<>())
                .computeIfAbsent(unit, first -> new Rounds(new ArrayList<>(), new ArrayList<>()));
        rounds.figures.add(figure);
        rounds.strangers.add(strangers);
    }

    Optional<Double> median(Doing doing, String unit) {
        return rounds(doing, unit).map(Rounds::median);
    }

    /** Medians, and ranges. */
    void print() {
        System.out.println("\n| what | server | median (range) | rounds | with strangers |");
        System.out.println("|---|---|---|---|---|");
        all.forEach((doing, units) -> {
            Rounds any = units.values().iterator().next();
            String found = units.entrySet().stream()
                    .map(unit -> unit.getValue() + " " + unit.getKey())
                    .collect(Collectors.joining("; "));
            System.out.printf(
                    "| %s | %s | %s | %d | %d |%n",
                    doing.what, doing.server, found, any.figures.size(), any.disturbed());
        });
    }

    /** The medians are to be at least so many times those of another. */
    void atLeast(String goal, Doing doing, Doing other, String unit, double times) {
        compare(
                goal,
                doing,
                other,
                unit,
                (one, two) -> new Finding("≥ %.2f".formatted(times), "%.2f".formatted(one / two), one / two >= times));
    }

    /** The medians are to be at most so many times those of another. */
    void atMost(String goal, Doing doing, Doing other, String unit, double times) {
        compare(
                goal,
                doing,
                other,
                unit,
                (one, two) -> new Finding("≤ %.2f".formatted(times), "%.2f".formatted(one / two), one / two <= times));
    }

    /** The medians are to be at most so much more than those of another. */
    void atMostMore(String goal, Doing doing, Doing other, String unit, double more) {
        compare(
                goal,
                doing,
                other,
                unit,
                (one, two) -> new Finding(
                        "≤ + %.0f %s".formatted(more, unit), "%+.2f %s".formatted(one - two, unit), one - two <= more));
    }

    /** The median is to be at most so much. */
    void limit(String goal, Doing doing, String unit, double most) {
        rounds(doing, unit).ifPresent(rounds -> tell(goal, limit(rounds.median(), most, unit), rounds.disturbed()));
    }

    /** No round is to have more. */
    void hardLimit(String goal, Doing doing, String unit, double most) {
        rounds(doing, unit).ifPresent(rounds -> tell(goal, limit(rounds.most(), most, unit), rounds.disturbed()));
    }

    /** Those of which there are figures. */
    void printGoals() {
        System.out.println("\n| what | goal | measured | |");
        System.out.println("|---|---|---|---|");
        goals.forEach(System.out::println);
    }

    private static Finding limit(double figure, double most, String unit) {
        return new Finding("≤ %.0f %s".formatted(most, unit), number(figure) + ' ' + unit, figure <= most);
    }

    private void compare(String goal, Doing doing, Doing other, String unit, Comparison comparison) {
        Optional<Rounds> one = rounds(doing, unit);
        Optional<Rounds> two = rounds(other, unit);
        if (one.isPresent() && two.isPresent()) {
            Finding finding = comparison.of(one.get().median(), two.get().median());
            tell(goal, finding, one.get().disturbed() + two.get().disturbed());
        }
    }

    private Optional<Rounds> rounds(Doing doing, String unit) {
        return Optional.ofNullable(all.getOrDefault(doing, Map.of()).get(unit));
    }

    private void tell(String what, Finding finding, int disturbed) {
        goals.add("| %s | %s | %s | %s%s |"
                .formatted(
                        what,
                        finding.wanted,
                        finding.measured,
                        finding.met ? "met" : "not met",
                        disturbed == 0 ? "" : "; rounds with strangers: " + disturbed));
    }

    private static String number(double figure) {
        return (figure < 100 && figure != Math.rint(figure) ? "%.2f" : "%,.0f").formatted(figure);
    }

    /** What was done, and which server did it. */
    record Doing(String what, String server) {
        Doing by(String other) {
            return new Doing(what, other);
        }
    }

    private record Finding(String wanted, String measured, boolean met) {}

    private interface Comparison {
        Finding of(double one, double two);
    }

    private record Rounds(List<Double> figures, List<Double> strangers) {
        double median() {
            List<Double> sorted = figures.stream().sorted().toList();
            int middle = sorted.size() / 2;
            return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        }

        double most() {
            return figures.stream().max(Double::compare).orElseThrow();
        }

        int disturbed() {
            return (int) strangers.stream().filter(share -> share > QUIET).count();
        }

        @Override
        public String toString() {
            double least = figures.stream().min(Double::compare).orElseThrow();
            return "%s (%s to %s)".formatted(number(median()), number(least), number(most()));
        }
    }
}
