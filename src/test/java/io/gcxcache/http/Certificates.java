package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates of CAs that nobody else trusts, made anew in a folder. */
public final class Certificates {
    public static final String PASSWORD = "pass-4711";

    private final Path folder;

    public Certificates(Path folder) {
        this.folder = folder;
    }

    /** A CA, with its certificate in {@code {name}.pem}. */
    public Path ca(String name) throws Exception {
        keytool(name, "-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "bc:c=ca:true");
        return Files.writeString(folder.resolve(name + ".pem"), pem("CERTIFICATE", chain(name)[0].getEncoded()));
    }

    /** A key with a certificate for this machine, in the store of its CA. */
    public void issue(String ca, String name, String... more) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-signer", ca));
        arguments.addAll(List.of("-ext", "SAN=dns:localhost,ip:127.0.0.1"));
        arguments.addAll(List.of(more.length > 0 ? more : new String[] {"-keyalg", "EC"}));
        keytool(ca, arguments.toArray(String[]::new));
    }

    public Path store(String ca) {
        return folder.resolve(ca + ".p12");
    }

    /** Writes a key with its certificates into a store of its own. */
    public Path storeOf(String ca, String name, Path file) throws Exception {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(name, key(ca, name), PASSWORD.toCharArray(), load(ca).getCertificateChain(name));
        try (OutputStream out = Files.newOutputStream(file)) {
            own.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    /** The certificates of a key, its own first, in PEM. */
    public String chainPem(String ca, String name) throws Exception {
        StringBuilder pem = new StringBuilder();
        for (Certificate certificate : load(ca).getCertificateChain(name)) {
            pem.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        return pem.toString();
    }

    public String keyPem(String ca, String name) throws Exception {
        return pem("PRIVATE KEY", key(ca, name).getEncoded());
    }

    PrivateKey key(String ca, String name) throws Exception {
        return (PrivateKey) load(ca).getKey(name, PASSWORD.toCharArray());
    }

    /** Writes the certificates and the key of one into two files, and tells of them. */
    public TlsFiles files(String ca, String name, Path clientCa) throws Exception {
        Path certificate = folder.resolve("served.pem");
        Path key = folder.resolve("served.key");
        Files.writeString(certificate, chainPem(ca, name));
        Files.writeString(key, keyPem(ca, name));
        return TlsFiles.pem(certificate, key, clientCa);
    }

    /**
     * How a client speaks that trusts one CA.
     *
     * @param keysOf the CA whose store holds the client's key; null if it has none
     */
    public SSLContext client(String trusted, String keysOf, String name) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("ca", chain(trusted)[0]);
        TrustManagerFactory trusting = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusting.init(trust);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (keysOf != null) {
            own.setKeyEntry(name, key(keysOf, name), new char[0], load(keysOf).getCertificateChain(name));
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusting.getTrustManagers(), null);
        return context;
    }

    static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    private Certificate[] chain(String ca) throws Exception {
        return load(ca).getCertificateChain(ca);
    }

    private KeyStore load(String ca) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store(ca))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private void keytool(String ca, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store(ca).toString(), "-storepass", PASSWORD));
        Path said = folder.resolve("keytool.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
    }
}
