package io.gcxcache.upstream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A PEM file of certificates that are trusted beside those of the JDK. */
public final class TrustedFile {
    private TrustedFile() {}

    /** @throws IllegalArgumentException that says what is wrong with the file */
    public static X509TrustManager read(Path file) {
        try {
            List<Certificate> trusted = new ArrayList<>(List.of(manager(null).getAcceptedIssuers()));
            trusted.addAll(certificates(file));
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : trusted) {
                store.setCertificateEntry(Integer.toString(store.size()), certificate);
            }
            return manager(store);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("which is not there");
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "which cannot be read (" + e.getClass().getSimpleName() + ')');
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JDK has no trust", e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (!new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE-----")) {
            throw new IllegalArgumentException("which holds no certificate");
        }
        try {
            return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("which holds something else than whole certificates");
        }
    }

    /** @param store null for the JDK's own */
    private static X509TrustManager manager(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509TrustManager) Stream.of(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .findFirst()
                .map(TrustManager.class::cast)
                .orElseThrow(() -> new GeneralSecurityException("none for X.509"));
    }
}
