package io.gcxcache.catalogue;

/**
 * One line that says what is wrong, and where.
 *
 * @param file the file's name, or null if it was written in Java
 * @param line the line, from 1, or 0 for the file as a whole
 * @param what the declaration and the fault
 */
record Refusal(String file, int line, String what) {
    @Override
    public String toString() {
        if (file == null) {
            return what;
        }
        return file + (line == 0 ? "" : ":" + line) + ": " + what;
    }
}
