package io.gcxcache.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class DirectiveTest {
    @Test
    void isToldInLowerCaseInEveryLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(Directive.values())
                    .extracting(Directive::word)
                    .containsExactly("fresh", "overwrite", "invalidate");
        } finally {
            Locale.setDefault(before);
        }
    }
}
