package io.gcxcache.http;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Where the certificate of the listeners and its key are, in PEM or in PKCS #12, and who vouches for clients. All that is
 * wrong with what is there is told in one line that names the setting and the file, and nothing of what is in it.
 *
 * <p>Immutable.
 */
public final class TlsFiles {
    public static final String CERTIFICATE = "gcx.http.tls.certificate";
    public static final String KEY = "gcx.http.tls.key";
    public static final String KEYSTORE = "gcx.http.tls.keystore";
    public static final String PASSWORD = "gcx.http.tls.password";
    public static final String CLIENT_CA = "gcx.http.tls.client-ca";

    /** All of them. */
    public static final List<String> SETTINGS = List.of(CERTIFICATE, KEY, KEYSTORE, PASSWORD, CLIENT_CA);

    static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private static final int LONGEST = 1 << 20;
    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

    private final Path certificate;
    private final Path key;
    private final Path keystore;
    private final String password;
    private final Path clientCa;

    private TlsFiles(Path certificate, Path key, Path keystore, String password, Path clientCa) {
        this.certificate = certificate;
        this.key = key;
        this.keystore = keystore;
        this.password = password;
        this.clientCa = clientCa;
    }

    /**
     * @param certificate PEM: the server's, then those between it and its CA
     * @param key PEM: its private key
     * @param clientCa PEM: who vouches for clients; null if they need no certificates
     */
    public static TlsFiles pem(Path certificate, Path key, Path clientCa) {
        return new TlsFiles(certificate, key, null, null, clientCa);
    }

    /**
     * @param keystore PKCS #12, with one private key and its certificates
     * @param clientCa PEM: who vouches for clients; null if they need no certificates
     */
    public static TlsFiles keystore(Path keystore, String password, Path clientCa) {
        return new TlsFiles(null, null, keystore, password, clientCa);
    }

    /** The file that holds the certificate. */
    Path ofCertificate() {
        return keystore == null ? certificate : keystore;
    }

    /**
     * What the files hold, in no order that matters to anybody else.
     *
     * @throws IllegalArgumentException if one of them is not there, or cannot be read
     */
    Contents read() {
        return new Contents(
                read(CERTIFICATE, certificate), read(KEY, key), read(KEYSTORE, keystore), read(CLIENT_CA, clientCa));
    }

    /**
     * Reads the files and has a look whether they are of use.
     *
     * @throws IllegalArgumentException if not
     */
    public void check(Instant now) {
        served(read(), now);
    }

    /**
     * What is served with these contents.
     *
     * @throws IllegalArgumentException if they do not go together, or not now
     */
    Served served(Contents contents, Instant now) {
        Identity identity = keystore == null ? ofPem(contents) : ofKeystore(contents.keystore());
        check(identity, now);
        try {
            SslContextBuilder context = SslContextBuilder.forServer(
                            identity.key(), identity.chain().toArray(X509Certificate[]::new))
                    .sslProvider(SslProvider.JDK)
                    .protocols(PROTOCOLS)
                    .ciphers(ciphers(), SupportedCipherSuiteFilter.INSTANCE)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_2,
                            ApplicationProtocolNames.HTTP_1_1));
            if (clientCa != null) {
                context.trustManager(certificates(CLIENT_CA, clientCa, contents.clientCa())
                                .toArray(X509Certificate[]::new))
                        .clientAuth(ClientAuth.REQUIRE);
            }
            return new Served(
                    context.build(), identity.chain().get(0).getNotAfter().toInstant());
        } catch (SSLException | GeneralSecurityException e) {
            throw fault(
                    ofCertificate() == certificate ? CERTIFICATE : KEYSTORE,
                    ofCertificate(),
                    "which the JDK does not use");
        }
    }

    /** Those of the JDK; Netty has a list of its own. */
    private static List<String> ciphers() throws GeneralSecurityException {
        return List.of(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites());
    }

    private Identity ofPem(Contents contents) {
        List<X509Certificate> chain = certificates(CERTIFICATE, certificate, contents.certificate());
        try {
            PrivateKey found = Pem.key(
                            contents.key(),
                            contents.certificate(),
                            chain.get(0).getPublicKey().getAlgorithm())
                    .orElseThrow(() -> fault(
                            KEY,
                            key,
                            "which holds no private key that is not encrypted, as PKCS #8, PKCS #1 or SEC 1"));
            return new Identity(found, chain);
        } catch (GeneralSecurityException e) {
            throw misfit();
        }
    }

    private Identity ofKeystore(byte[] bytes) {
        char[] secret = password.toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), secret);
            List<String> keys = Collections.list(store.aliases()).stream()
                    .filter(alias -> isKey(store, alias))
                    .toList();
            if (keys.size() != 1) {
                throw fault(KEYSTORE, keystore, "which holds " + keys.size() + " private keys, and is to hold one");
            }
            Certificate[] chain = store.getCertificateChain(keys.get(0));
            return new Identity(
                    (PrivateKey) store.getKey(keys.get(0), secret),
                    Arrays.stream(chain).map(X509Certificate.class::cast).toList());
        } catch (IOException | GeneralSecurityException e) {
            throw fault(KEYSTORE, keystore, "which is no PKCS #12 that " + PASSWORD + " opens");
        }
    }

    private static boolean isKey(KeyStore store, String alias) {
        try {
            return store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A store that was loaded", e);
        }
    }

    private void check(Identity identity, Instant now) {
        String setting = keystore == null ? CERTIFICATE : KEYSTORE;
        X509Certificate first = identity.chain().get(0);
        Instant begin = first.getNotBefore().toInstant();
        Instant end = first.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            throw fault(setting, ofCertificate(), "whose certificate expired at " + end);
        }
        if (now.isBefore(begin)) {
            throw fault(setting, ofCertificate(), "whose certificate is not valid before " + begin);
        }
        String kind = first.getPublicKey().getAlgorithm();
        if (!SIGNATURES.containsKey(kind)) {
            throw fault(setting, ofCertificate(), "whose key is of the kind " + kind + "; RSA and EC are used");
        }
        if (!fits(identity.key(), first.getPublicKey())) {
            throw misfit();
        }
    }

    private static boolean fits(PrivateKey key, PublicKey certified) {
        byte[] text = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(SIGNATURES.get(certified.getAlgorithm()));
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private IllegalArgumentException misfit() {
        return keystore == null
                ? fault(KEY, key, "which is not the key of the first certificate in " + certificate)
                : fault(KEYSTORE, keystore, "whose private key is not that of its certificate");
    }

    private static List<X509Certificate> certificates(String setting, Path file, byte[] content) {
        try {
            List<X509Certificate> found = Pem.certificates(content);
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException e) {
            throw fault(setting, file, "which holds something else than whole certificates");
        }
        throw fault(setting, file, "which holds no certificate in PEM");
    }

    private static byte[] read(String setting, Path file) {
        if (file == null) {
            return null;
        }
        try {
            if (Files.readAttributes(file, BasicFileAttributes.class).isOther()) {
                throw fault(setting, file, "which is no file");
            }
            try (InputStream content = Files.newInputStream(file)) {
                byte[] bytes = content.readNBytes(LONGEST + 1);
                if (bytes.length > LONGEST) {
                    throw fault(setting, file, "which has more than " + LONGEST + " bytes");
                }
                return bytes;
            }
        } catch (NoSuchFileException e) {
            throw fault(setting, file, "which is not there");
        } catch (IOException e) {
            throw fault(setting, file, "which cannot be read (" + e.getClass().getSimpleName() + ')');
        }
    }

    private static IllegalArgumentException fault(String setting, Path file, String what) {
        return new IllegalArgumentException(setting + " is " + file + ", " + what);
    }

    /** What files hold; null where there is no such file. */
    record Contents(byte[] certificate, byte[] key, byte[] keystore, byte[] clientCa) {
        boolean are(Contents others) {
            return Arrays.equals(certificate, others.certificate)
                    && Arrays.equals(key, others.key)
                    && Arrays.equals(keystore, others.keystore)
                    && Arrays.equals(clientCa, others.clientCa);
        }
    }

    /** What new connections are served with. */
    record Served(SslContext context, Instant until) {}

    private record Identity(PrivateKey key, List<X509Certificate> chain) {}
}
