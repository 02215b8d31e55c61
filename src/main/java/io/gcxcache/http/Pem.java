package io.gcxcache.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.X509KeyManager;

/** What is read of PEM files (RFC 7468), whatever else stands in them. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]++)-----\\s([A-Za-z0-9+/=\\s]++)-----END \\1-----");

    private static final String CERTIFICATE = "CERTIFICATE";

    private static final Pattern KEY = Pattern.compile("-----BEGIN (?:RSA |EC )?PRIVATE KEY-----");

    private Pem() {}

    /**
     * All certificates, in the order of the file.
     *
     * @throws CertificateException if one of them is none
     */
    static List<X509Certificate> certificates(byte[] file) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher block = BLOCK.matcher(text(file));
        while (block.find()) {
            if (block.group(1).equals(CERTIFICATE)) {
                certificates.add(
                        (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes(block.group(2)))));
            }
        }
        return certificates;
    }

    /**
     * The first private key (PKCS #8, PKCS #1 or SEC 1), empty if there is none.
     *
     * @param certificates what it is taken for the key of
     * @param kind of their key
     * @throws GeneralSecurityException if it is of another kind, or none
     */
    static Optional<PrivateKey> key(byte[] file, byte[] certificates, String kind) throws GeneralSecurityException {
        if (!KEY.matcher(text(file)).find()) {
            return Optional.empty();
        }
        try {
            // Vert.x knows the older forms, which the JDK does not.
            X509KeyManager manager = (X509KeyManager) new PemKeyCertOptions()
                    .setKeyValue(Buffer.buffer(file))
                    .setCertValue(Buffer.buffer(certificates))
                    .getKeyManagerFactory(null)
                    .getKeyManagers()[0];
            return Optional.of(manager.getPrivateKey(manager.getServerAliases(kind, null)[0]));
        } catch (GeneralSecurityException e) {
            throw e;
        } catch (Exception e) {
            throw new GeneralSecurityException("No key of these certificates", e);
        }
    }

    private static String text(byte[] file) {
        return new String(file, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String base64) throws CertificateException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new CertificateException("No base64", e);
        }
    }
}
