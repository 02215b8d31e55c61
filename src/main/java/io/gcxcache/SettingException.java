package io.gcxcache;

/** A wrong or missing setting: one line that names it and says what is allowed. */
public final class SettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    SettingException(String message) {
        super(message);
    }
}
