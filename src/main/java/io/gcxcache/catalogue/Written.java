package io.gcxcache.catalogue;

/** A declaration and where it stands. */
record Written(ResourceBuilder builder, Place place) {
    Refusal refusal(Fault fault) {
        return new Refusal(
                place.file(), place.lineOf(fault.property()), DeclarationException.line(builder.where(), fault));
    }

    /** As messages about others name it. */
    String named(String property) {
        String where = place.file() == null ? "in Java" : place.file() + ':' + place.lineOf(property);
        return builder.where() + " (" + where + ')';
    }
}
