package io.gcxcache.http;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is read of PEM files (RFC 7468), whatever else stands in them. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]++)-----\\s([A-Za-z0-9+/=\\s]++)-----END \\1-----");

    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PKCS8 = "PRIVATE KEY";
    private static final List<String> KEYS = List.of(PKCS8, "RSA PRIVATE KEY", "EC PRIVATE KEY");

    private static final byte SEQUENCE = 0x30;
    private static final byte OCTETS = 0x04;
    private static final byte[] VERSION = {0x02, 0x01, 0x00};
    private static final int LONG = 0x80;

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
     * The first private key, empty if there is none.
     *
     * @param ofKind tells the kind of key that it is taken for: the older forms do not
     * @throws GeneralSecurityException if it is of another kind, or none
     */
    static Optional<PrivateKey> key(byte[] file, PublicKey ofKind) throws GeneralSecurityException {
        Matcher block = BLOCK.matcher(text(file));
        while (block.find()) {
            String label = block.group(1);
            if (KEYS.contains(label)) {
                byte[] bytes = bytes(block.group(2));
                byte[] pkcs8 = label.equals(PKCS8) ? bytes : pkcs8(bytes, ofKind);
                return Optional.of(
                        KeyFactory.getInstance(ofKind.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
            }
        }
        return Optional.empty();
    }

    /** The older forms (PKCS #1, SEC 1) are what PKCS #8 says behind the kind of key, which a public key says as well. */
    private static byte[] pkcs8(byte[] key, PublicKey ofKind) {
        ByteBuffer spoken = ByteBuffer.wrap(ofKind.getEncoded());
        skipHead(spoken);
        int begin = spoken.position();
        int length = skipHead(spoken);
        byte[] kind = new byte[spoken.position() - begin + length];
        spoken.position(begin).get(kind);
        return der(SEQUENCE, VERSION, kind, der(OCTETS, key));
    }

    /** Reads the tag and the length of what follows, which is told. */
    private static int skipHead(ByteBuffer der) {
        der.get();
        int length = der.get() & 0xff;
        if (length < LONG) {
            return length;
        }
        int bytes = length - LONG;
        length = 0;
        for (int i = 0; i < bytes; i++) {
            length = length << Byte.SIZE | der.get() & 0xff;
        }
        return length;
    }

    private static byte[] der(byte tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer der = ByteBuffer.allocate(2 + Short.BYTES + length).put(tag);
        if (length < LONG) {
            der.put((byte) length);
        } else if (length <= 0xff) {
            der.put((byte) (LONG + 1)).put((byte) length);
        } else {
            der.put((byte) (LONG + Short.BYTES)).putShort((short) length);
        }
        for (byte[] part : parts) {
            der.put(part);
        }
        return Arrays.copyOf(der.array(), der.position());
    }

    private static String text(byte[] file) {
        return new String(file, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String base64) {
        return Base64.getMimeDecoder().decode(base64);
    }
}
