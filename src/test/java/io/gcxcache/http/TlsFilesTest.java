package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with the files of a certificate is told in one line, with the setting and the file; and what is right is read. */
class TlsFilesTest {
    private static final Instant NOW = Instant.now().plus(1, ChronoUnit.DAYS);

    @TempDir
    static Path shared;

    private static Certificates certificates;

    @TempDir
    Path folder;

    @BeforeAll
    static void certify() throws Exception {
        certificates = new Certificates(shared);
        certificates.ca("ca");
        certificates.issue("ca", "gateway");
        certificates.issue("ca", "rsa", "-keyalg", "RSA", "-keysize", "2048");
        certificates.issue("ca", "old", "-keyalg", "EC", "-startdate", "-3d", "-validity", "1");
    }

    private TlsFiles files(String certificate, String key) throws Exception {
        Files.writeString(folder.resolve("cert.pem"), certificate);
        Files.writeString(folder.resolve("key.pem"), key);
        return TlsFiles.pem(folder.resolve("cert.pem"), folder.resolve("key.pem"), null);
    }

    private void isRefused(TlsFiles files, String setting, String file, String why) {
        assertThatThrownBy(() -> files.check(NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(setting + " is " + folder.resolve(file) + ", " + why);
    }

    @Test
    void readsKeysInTheirNewAndTheirOlderForms() throws Exception {
        byte[] rsa = inner(certificates.key("ca", "rsa").getEncoded());
        byte[] ec = sec1(certificates.key("ca", "gateway").getEncoded());
        assertThat(certificates.key("ca", "rsa")).isInstanceOf(RSAPrivateCrtKey.class);
        assertThat(certificates.key("ca", "gateway")).isInstanceOf(ECPrivateKey.class);

        files(certificates.chainPem("ca", "gateway"), certificates.keyPem("ca", "gateway"))
                .check(NOW);
        files(certificates.chainPem("ca", "rsa"), "Mine\n" + certificates.keyPem("ca", "rsa"))
                .check(NOW);
        files(certificates.chainPem("ca", "rsa"), Certificates.pem("RSA PRIVATE KEY", rsa))
                .check(NOW);
        files(
                        certificates.chainPem("ca", "gateway"),
                        Certificates.pem("EC PARAMETERS", new byte[] {6, 0}) + Certificates.pem("EC PRIVATE KEY", ec))
                .check(NOW);
    }

    @Test
    void refusesACertificateThatDoesNotFitItsKey() throws Exception {
        isRefused(
                files(certificates.chainPem("ca", "gateway"), certificates.keyPem("ca", "old")),
                "gcx.http.tls.key",
                "key.pem",
                "which is not the key of the first certificate in " + folder.resolve("cert.pem"));
        isRefused(
                files(certificates.chainPem("ca", "gateway"), certificates.keyPem("ca", "rsa")),
                "gcx.http.tls.key",
                "key.pem",
                "which is not the key of the first certificate in " + folder.resolve("cert.pem"));
    }

    @Test
    void refusesACertificateThatIsNotValidNow() throws Exception {
        TlsFiles old = files(certificates.chainPem("ca", "old"), certificates.keyPem("ca", "old"));

        assertThatThrownBy(() -> old.check(NOW))
                .hasMessageMatching("gcx.http.tls.certificate is .*cert.pem, whose certificate expired at 2[0-9T:-]*Z");
        assertThatThrownBy(() -> old.check(Instant.EPOCH))
                .hasMessageMatching(
                        "gcx.http.tls.certificate is .*cert.pem, whose certificate is not valid before 2[0-9T:-]*Z");
    }

    @Test
    void refusesFilesThatAreMissingOrHoldSomethingElse() throws Exception {
        String chain = certificates.chainPem("ca", "gateway");
        String key = certificates.keyPem("ca", "gateway");

        isRefused(files("", key), "gcx.http.tls.certificate", "cert.pem", "which holds no certificate in PEM");
        isRefused(
                files(Certificates.pem("CERTIFICATE", new byte[] {1, 2, 3}), key),
                "gcx.http.tls.certificate",
                "cert.pem",
                "which holds something else than whole certificates");
        isRefused(
                files("-----BEGIN CERTIFICATE-----\nAA=A\n-----END CERTIFICATE-----\n", key),
                "gcx.http.tls.certificate",
                "cert.pem",
                "which holds something else than whole certificates");
        isRefused(
                files(chain, key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")),
                "gcx.http.tls.key",
                "key.pem",
                "which holds no private key that is not encrypted, as PKCS #8, PKCS #1 or SEC 1");
        TlsFiles gone = files(chain, key);
        Files.delete(folder.resolve("key.pem"));
        isRefused(gone, "gcx.http.tls.key", "key.pem", "which is not there");
        Files.createDirectory(folder.resolve("key.pem"));
        isRefused(gone, "gcx.http.tls.key", "key.pem", "which cannot be read (IOException)");
    }

    @Test
    void readsAStoreWithOneKey() throws Exception {
        Certificates one = new Certificates(folder);
        one.ca("single");

        TlsFiles.keystore(one.store("single"), Certificates.PASSWORD, null).check(NOW);
        isRefused(
                TlsFiles.keystore(one.store("single"), "wrong-4712", null),
                "gcx.http.tls.keystore",
                "single.p12",
                "which is no PKCS #12 that gcx.http.tls.password opens");
        one.issue("single", "another");
        isRefused(
                TlsFiles.keystore(one.store("single"), Certificates.PASSWORD, null),
                "gcx.http.tls.keystore",
                "single.p12",
                "which holds 2 private keys, and is to hold one");
    }

    @Test
    void refusesCasOfClientsThatAreNone() throws Exception {
        Path ca = Files.writeString(folder.resolve("ca.pem"), certificates.keyPem("ca", "gateway"));
        files(certificates.chainPem("ca", "gateway"), certificates.keyPem("ca", "gateway"));

        isRefused(
                TlsFiles.pem(folder.resolve("cert.pem"), folder.resolve("key.pem"), ca),
                "gcx.http.tls.client-ca",
                "ca.pem",
                "which holds no certificate in PEM");
    }

    /** What PKCS #8 says at its end. */
    /** SEQUENCE { INTEGER 1, OCTET STRING, [0] { the curve } }, as RFC 5915 wants it; the JDK leaves the curve to PKCS #8. */
    private static byte[] sec1(byte[] pkcs8) {
        byte[] key = inner(pkcs8);
        int kind = head(pkcs8, head(pkcs8, 0) + 3);
        int curve = head(pkcs8, kind) + length(pkcs8, kind);
        byte[] oid = Arrays.copyOfRange(pkcs8, curve, head(pkcs8, curve) + length(pkcs8, curve));
        ByteBuffer sec1 = ByteBuffer.allocate(key.length + 2 + oid.length);
        sec1.put(key).put((byte) 0xa0).put((byte) oid.length).put(oid);
        sec1.put(1, (byte) (key[1] + 2 + oid.length));
        return sec1.array();
    }

    private static byte[] inner(byte[] pkcs8) {
        // SEQUENCE { INTEGER 0, SEQUENCE { kind }, OCTET STRING { the key } }
        int at = head(pkcs8, 0) + 3;
        at = head(pkcs8, at) + length(pkcs8, at);
        int begin = head(pkcs8, at);
        return Arrays.copyOfRange(pkcs8, begin, begin + length(pkcs8, at));
    }

    private static int head(byte[] der, int at) {
        return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7f : 0);
    }

    private static int length(byte[] der, int at) {
        return der[at + 1] < 0
                ? new BigInteger(1, Arrays.copyOfRange(der, at + 2, head(der, at))).intValue()
                : der[at + 1];
    }
}
