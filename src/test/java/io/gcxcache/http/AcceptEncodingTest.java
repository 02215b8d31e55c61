package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.ask.Coding;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptEncodingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "GZip",
                "x-gzip",
                "gzip, compress, deflate, br",
                "gzip,deflate",
                "br, zstd;q=0.9, gzip",
                "deflate;q=1.0 , gzip ; q=0.001",
                "\tgzip;Q=1.\t",
                ",, gzip,",
                "gzip, identity",
                "gzip;q=1.000, identity;q=0.999",
                "identity;q=0, gzip;q=0.1",
                "*",
                "br, *;q=0.1",
                "*;q=0, gzip",
                "gzip;q=0.5, *;q=1"
            })
    void gzipIsForWhoTakesIt(String list) {
        assertThat(AcceptEncoding.of(list)).isEqualTo(Coding.GZIP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "identity",
                "identity;q=0",
                "br, deflate, zstd",
                "gzip2",
                "gzi",
                "gzip;q=0",
                "gzip;q=0.000",
                "x-gzip;q=0., br",
                "*;q=0",
                "gzip;q=0, *",
                "identity, gzip;q=0.9",
                "identity;q=0.5, gzip;q=0.499"
            })
    void identityIsForWhoDoesNotTakeGzipOrLikesItLess(String list) {
        assertThat(AcceptEncoding.of(list)).isEqualTo(Coding.IDENTITY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip;",
                "gzip;q",
                "gzip;q=",
                "gzip;q= 1",
                "gzip;q=2",
                "gzip;q=1.001",
                "gzip;q=0.1234",
                "gzip;q=.5",
                "gzip;q=00.5",
                "gzip;q=-1",
                "gzip;q=0,5",
                "gzip;q=1;q=1",
                "gzip;level=9",
                "gzip br",
                "gzip, ;q=1",
                ";q=1, gzip",
                "gzip, \"br\"",
                "gzip, br\u00e9",
                "gzip\u0000"
            })
    void whatCannotBeReadIsIdentity(String list) {
        assertThat(AcceptEncoding.of(list)).isEqualTo(Coding.IDENTITY);
    }

    @Test
    void whoSaysNothingGetsIdentity() {
        assertThat(AcceptEncoding.of(MultiMap.caseInsensitiveMultiMap())).isEqualTo(Coding.IDENTITY);
    }

    @Test
    void severalLinesAreOneList() {
        assertThat(AcceptEncoding.of(lines("br", "gzip"))).isEqualTo(Coding.GZIP);
        assertThat(AcceptEncoding.of(lines("gzip", "br"))).isEqualTo(Coding.GZIP);
        assertThat(AcceptEncoding.of(lines("gzip;q=0", "*"))).isEqualTo(Coding.IDENTITY);
        assertThat(AcceptEncoding.of(lines("br", "identity"))).isEqualTo(Coding.IDENTITY);
    }

    private static MultiMap lines(String first, String second) {
        return MultiMap.caseInsensitiveMultiMap().add("accept-encoding", first).add("Accept-Encoding", second);
    }
}
