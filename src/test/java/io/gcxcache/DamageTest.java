package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.audit.AuditDamage;
import io.gcxcache.change.OutboxDamage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No damage stops a start, or is passed over in silence. {@code src/bench/run damage} does the same for longer. */
class DamageTest {
    private static final int ROUNDS = 40;

    @TempDir
    Path work;

    @Test
    void aDamagedOutboxIsToldAndWhatIsWholeOfItIsKept() throws Exception {
        assertNothingWrong(OutboxDamage.rounds(work, ROUNDS, System.nanoTime()));
    }

    @Test
    void aDamagedAuditFileIsFoundAndWrittenOn() throws Exception {
        assertNothingWrong(AuditDamage.rounds(work, ROUNDS, System.nanoTime()));
    }

    private static void assertNothingWrong(List<String> results) {
        assertThat(results).as("the figures, and no violation").hasSize(1);
    }
}
