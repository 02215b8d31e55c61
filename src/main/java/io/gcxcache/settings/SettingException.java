package io.gcxcache.settings;

import java.util.Optional;

/** A wrong or missing setting: one line that names it and says what is allowed. */
public final class SettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Null if it is not of one setting. */
    private final String setting;

    public SettingException(String message) {
        this(null, message);
    }

    private SettingException(String setting, String message) {
        super(message);
        this.setting = setting;
    }

    /** The setting that is wrong; nothing if it is not one alone. */
    Optional<String> setting() {
        return Optional.ofNullable(setting);
    }

    /** What is told of a setting that has to be there. */
    static SettingException missing(String name) {
        return new SettingException(name, name + " is required and not set");
    }

    /** What is told of a setting that has a value which it must not have. */
    public static SettingException refused(String name, String value, String allowed) {
        return new SettingException(name, name + " is " + value + ", allowed is " + allowed);
    }
}
