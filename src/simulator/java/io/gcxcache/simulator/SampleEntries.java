package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Believable directory entries, the same at every run. Mail domains and phone numbers are from the ranges that are
 * reserved for examples. Some entries lack optional fields, some have fields that a client need not know.
 */
final class SampleEntries {
    private static final List<String> FIRST = words("""
        Amara, Benjamin, Chloé, Diego, Elena, Farid, Grace, Hiroshi, Ingrid, José, Katarzyna, Liam, Mei,
        Nadia, Oluwaseun, Priya, Quentin, Rosa, Samuel, Tariq, Uma, Viktor, Wanjiru, Xavier, Yusuf, Zoë,
        André, Bianca, Connor, Dalia, Emeka, Freya, Gustav, Hana, Ivan, Joana, Kwame, Leila, Marek, Noor
        """);
    private static final List<String> LAST = words("""
        Abbott, Baptiste, Castellanos, Dubois, Eriksson, Fernández, Gupta, Hoffmann, Ibrahim, Johansson,
        Kowalski, Lindqvist, Müller, Nakamura, O'Brien, Petrov, Quispe, Rossi, Sánchez, Thompson, Umarov,
        Van Dijk, Whitfield, Xu, Yamamoto, Zimmermann, Adeyemi, Brennan, Chen, Da Silva, Engel, Fitzgerald,
        García, Haddad, Ivanova, Jensen, Kim, Laurent, Mbeki, Nguyen, Okafor, Papadakis, Reyes, Schneider,
        Tanaka
        """);
    private static final List<String> TRADES = words("""
        Couriers, Translations, Facilities, Networks, Payments, Staffing, Logistics, Print, Security,
        Catering, Analytics, Repairs, Telecom, Insurance, Cleaning, Training
        """);
    private static final List<String> BRANDS = words("""
        Northwind, Blue Heron, Harbor, Summit, Cedar & Co, Alder, Kestrel, Lakeside, Meridian, Ostrava,
        Prairie, Quarry, Redwood, Solstice, Tidewater, Umbra, Vantage, Wexford, Yarrow, Zenith
        """);
    private static final List<String> DUTIES = words("""
        Security Desk, Fire Warden, First Aid, IT On-Call, Facilities On-Call, Duty Manager,
        Network Operations, Data Protection, Payments Outage, Carrier Outage, Press Office, Site Evacuation
        """);
    private static final List<String> STREETS = List.of(
            "Maple Street", "Capitol Avenue", "Meridian Street", "College Avenue", "Washington Street", "Canal Walk");
    private static final List<String> CITIES = List.of(
            "Indianapolis, IN 46204",
            "Columbus, OH 43215",
            "Denver, CO 80202",
            "Raleigh, NC 27601",
            "Austin, TX 78701");
    private static final List<String> DEPARTMENTS = List.of("Sales", "Billing", "Support", "Claims", "Retention");

    private SampleEntries() {}

    static List<ObjectNode> of(String directoryId, int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> switch (directoryId) {
                    case "external_vendors" -> vendor(directoryId, index);
                    case "emergency_contacts" -> emergencyContact(directoryId, index);
                    default -> agent(directoryId, index);
                })
                .toList();
    }

    /** The first and the last name of somebody; after 1,800 people the same names come again. */
    static List<String> person(int index) {
        int round = index / FIRST.size();
        return List.of(pick(FIRST, index), pick(LAST, round + 3 * (index % FIRST.size())));
    }

    /** The mail address of somebody, which nobody else has. */
    static String mail(int index) {
        int namesakes = index / (FIRST.size() * LAST.size());
        return person(index).stream().map(SampleEntries::plain).collect(Collectors.joining("."))
                + (namesakes == 0 ? "" : namesakes + 1)
                + "@example.com";
    }

    private static ObjectNode agent(String directoryId, int index) {
        int round = index / FIRST.size();
        ObjectNode entry = entry(directoryId, index, String.join(" ", person(index)), mail(index));
        entry.putObject("custom_attributes")
                .put("department", pick(DEPARTMENTS, index))
                .put("shift", pick(List.of("early", "late", "night"), round))
                .put("language", pick(List.of("en-US", "es-MX", "fr-CA", "de-DE"), index));
        if (index % 5 == 0) {
            entry.put("version", 1 + index % 9);
            entry.putObject("presence").put("primary", "Available").put("message", "");
        }
        return entry;
    }

    private static ObjectNode vendor(String directoryId, int index) {
        String brand = pick(BRANDS, index);
        String trade = pick(TRADES, index / BRANDS.size());
        int namesakes = index / (BRANDS.size() * TRADES.size());
        String name = brand + " " + trade + (namesakes == 0 ? "" : " " + (namesakes + 1));
        ObjectNode entry = entry(directoryId, index, name, "service@" + plain(name) + ".example.net");
        entry.putObject("custom_attributes")
                .put("contract", "C-%05d".formatted(20_000 + index * 13))
                .put("category", trade)
                .put("service_hours", pick(List.of("24x7", "Mon-Fri 8-18", "Mon-Sat 7-22"), index));
        if (index % 4 == 0) {
            entry.putArray("tags").add(trade.toLowerCase(Locale.ROOT)).add("preferred");
        }
        return entry;
    }

    private static ObjectNode emergencyContact(String directoryId, int index) {
        String duty = pick(DUTIES, index);
        int namesakes = index / DUTIES.size();
        String name = duty + (namesakes == 0 ? "" : " " + (namesakes + 1));
        ObjectNode entry = entry(directoryId, index, name, plain(name) + "@example.org");
        entry.putObject("custom_attributes")
                .put("availability", "24x7")
                .put("escalation", Integer.toString(1 + index % 3));
        return entry;
    }

    private static ObjectNode entry(String directoryId, int index, String name, String email) {
        byte[] seed = (directoryId + ":" + index).getBytes(StandardCharsets.UTF_8);
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("id", UUID.nameUUIDFromBytes(seed).toString()).put("name", name);
        if (index % 11 != 10) {
            entry.put("address", (100 + index * 37 % 9_800) + " " + pick(STREETS, index) + ", " + pick(CITIES, index));
        }
        if (index % 17 != 16) {
            entry.put("email", email);
        }
        return entry.put("phone", "+1 463 555 01%02d ext. %04d".formatted(index % 100, index));
    }

    private static List<String> words(String commaSeparated) {
        return List.of(commaSeparated.strip().split(",\\s+"));
    }

    private static String pick(List<String> words, int index) {
        return words.get(index % words.size());
    }

    private static String plain(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]", "");
    }
}
