package io.gcxcache.settings;

/** A wrong or missing setting: one line that names it and says what is allowed. */
public final class SettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public SettingException(String message) {
        super(message);
    }

    /** What is told of a setting that has a value which it must not have. */
    public static SettingException refused(String name, String value, String allowed) {
        return new SettingException(name + " is " + value + ", allowed is " + allowed);
    }
}
