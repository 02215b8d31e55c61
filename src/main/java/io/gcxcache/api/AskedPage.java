package io.gcxcache.api;

import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.Parameters;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which page of a list a query string asks for.
 *
 * @param filters all parameters that denote no page
 * @param size how many entries a page has; 0 if what was sent is no such number
 * @param number the page's place in the list, from 1; 0 if what was sent is no such number
 * @param mark tells it apart from the other pages that are cut from the list
 */
record AskedPage(Parameters.Read filters, Parameters.Read page, int size, int number, String mark) {
    /** Genesys's own, where a client does not say. */
    private static final String USUAL_SIZE = "25";

    private static final String SIZE = "pageSize=";
    private static final String NUMBER = "pageNumber=";
    private static final Pattern FROM_ONE = Pattern.compile("[1-9]\\d{0,8}");

    static AskedPage of(Parameters.Read read) {
        List<String> all = read.canonical().isEmpty()
                ? List.of()
                : List.of(read.canonical().split("&"));
        List<String> filters = all.stream()
                .filter(pair -> !pair.startsWith(SIZE) && !pair.startsWith(NUMBER))
                .toList();
        String size = value(all, SIZE, USUAL_SIZE);
        String number = value(all, NUMBER, "1");
        String page = Stream.concat(filters.stream(), Stream.of(NUMBER + number, SIZE + size))
                // Values of one name keep their order: it may be a part of the question.
                .sorted(Comparator.comparing(pair -> pair.substring(0, pair.indexOf('='))))
                .collect(Collectors.joining("&"));
        return new AskedPage(
                new Parameters.Read(String.join("&", filters), read.live()),
                new Parameters.Read(page, read.live()),
                fromOne(size),
                fromOne(number),
                ' ' + size + ' ' + number);
    }

    /** What is said of a parameter; all of it if it is said more than once. */
    private static String value(List<String> pairs, String name, String unlessSaid) {
        List<String> said = pairs.stream().filter(pair -> pair.startsWith(name)).toList();
        return said.isEmpty() ? unlessSaid : String.join("&", said).substring(name.length());
    }

    private static int fromOne(String text) {
        return FROM_ONE.matcher(text).matches() ? Integer.parseInt(text) : 0;
    }

    /** Whether it may be cut from the list. What goes on by the second, and what Genesys would refuse, is asked by itself. */
    boolean isCutFrom(ListResource list) {
        return page.live() == null && number > 0 && size > 0 && size <= list.pageSize();
    }

    /** Whether it lies within the first page that the gateway asks for. */
    boolean isWithinFirst(ListResource list) {
        return (long) size * number <= list.pageSize();
    }
}
