package io.gcxcache.cache;

import io.gcxcache.json.Slices;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a reply carries: content as upstream said it, and what the gateway writes around it; perhaps {@linkplain #compressed
 * compressed} too. Immutable by contract: nobody writes to the arrays, so that a hit copies nothing.
 */
public final class Body {
    private static final byte[] NOTHING = {};
    private static final int FINGERPRINT_BYTES = 16;

    private final byte[] head;
    private final List<Slices> content;
    private final byte[] tail;
    private final String etag;
    private final byte[][] pieces;
    private final int values;
    private final long size;
    private final PageForm form;
    private final boolean whole;
    private final byte[] gzipped;
    private final String gzippedEtag;

    /** A hint for the next fill, and no part of what it says. */
    private volatile boolean readOn;

    /** For the next replies, and no part of what it says either. */
    private volatile Told told;

    /** How it is told in replies, as whoever tells it remembers it for the next one. Immutable. */
    public interface Told {}

    /** @param gzipped the same as {@link Gzip} makes it, or null */
    private Body(
            byte[] head, List<Slices> content, byte[] tail, String etag, PageForm form, boolean whole, byte[] gzipped) {
        this.head = head;
        this.content = List.copyOf(content);
        this.tail = tail;
        this.etag = etag;
        this.pieces = pieces(head, content, tail);
        this.values = content.stream().mapToInt(Slices::count).sum();
        this.size = Arrays.stream(pieces).mapToLong(piece -> piece.length).sum();
        this.form = form;
        this.whole = whole;
        this.gzipped = gzipped;
        this.gzippedEtag = isWeak(etag) ? etag : etag.substring(0, etag.length() - 1) + ".gz\"";
    }

    /** An answer that passes as it came. */
    public static Body asItCame(byte[] answer) {
        return document(NOTHING, List.of(Slices.whole(answer)), NOTHING);
    }

    /**
     * A document that follows from what upstream said, and from nothing else. Its entity tag is strong.
     *
     * @param content in the order in which it is written
     */
    public static Body document(Envelope envelope, List<Slices> content) {
        return document(envelope.head(), content, envelope.tail());
    }

    private static Body document(byte[] head, List<Slices> content, byte[] tail) {
        String tag = fingerprint(pieces(head, content, tail));
        return new Body(head, content, tail, '"' + tag + '"', null, true, null);
    }

    /**
     * Content in an envelope of the gateway's own, which tells of the fill too. Its entity tag is weak (RFC 9110, section
     * 8.8.1): it stays as long as content and version do.
     *
     * @param version which form of the envelope it is
     */
    public static Body enveloped(Envelope envelope, List<Slices> content, int version) {
        return list(envelope, content, version, null, true);
    }

    /**
     * The same for a list, or for its first values.
     *
     * @param form how upstream's own pages of it look; null if that is not known
     * @param whole whether these are all of its values
     */
    public static Body list(Envelope envelope, List<Slices> content, int version, PageForm form, boolean whole) {
        String tag = fingerprint(pieces(NOTHING, content, NOTHING));
        String etag = "W/\"" + tag + '-' + version + '"';
        return new Body(envelope.head(), content, envelope.tail(), etag, form, whole, null);
    }

    /** One that was written by {@link EntryFormat}. */
    static Body restored(
            byte[] head, List<Slices> content, byte[] tail, String etag, PageForm form, boolean whole, byte[] gzipped) {
        return new Body(
                head.length == 0 ? NOTHING : head,
                content,
                tail.length == 0 ? NOTHING : tail,
                etag,
                form,
                whole,
                gzipped);
    }

    /** How long head, segments and tail are. */
    int[] lengths() {
        return IntStream.concat(
                        IntStream.of(head.length),
                        IntStream.concat(
                                content.stream().mapToInt(segment -> segment.bytes().length),
                                IntStream.of(tail.length)))
                .toArray();
    }

    /** Null if pages are not cut from it. */
    PageForm form() {
        return form;
    }

    /** Whether it is all of what it is about, and not the beginning of a list. */
    public boolean isWhole() {
        return whole;
    }

    /** How many values the list has of which this is the beginning, as upstream told; {@link PageForm#UNTOLD} if it did not. */
    public long total() {
        return form == null ? PageForm.UNTOLD : form.total();
    }

    /** Whether pages are cut from it. */
    public boolean isCut() {
        return form != null;
    }

    /** Whether upstream's page of this size and number can be cut from it. */
    public boolean holdsPage(int size, int number) {
        return form != null && form.holds(values, whole, size, number);
    }

    /** A page as upstream would have made it; {@linkplain #holdsPage it is held}. */
    public Body page(int size, int number) {
        return asItCame(form.page(content, whole, size, number));
    }

    /** Somebody asked for more than the beginning of the list. */
    public void readOn() {
        if (!readOn) {
            readOn = true;
        }
    }

    public boolean isReadOn() {
        return readOn;
    }

    /** How it was told last; null if it was not. */
    public Told told() {
        return told;
    }

    public void told(Told now) {
        told = now;
    }

    /** Whether both say the same, whatever stands around it. */
    public boolean saysTheSame(Body other) {
        return etag.equals(other.etag);
    }

    /**
     * This body, with the content of one that {@linkplain #saysTheSame says the same} in the place of its own, and its
     * compressed form too if what stands around is the same.
     */
    public Body sharing(Body kept) {
        boolean equal = Arrays.equals(head, kept.head) && Arrays.equals(tail, kept.tail);
        return new Body(head, kept.content, tail, etag, form, whole, equal ? kept.gzipped : gzipped);
    }

    /**
     * This body with a compressed form beside it, where that is worth it (see {@link Gzip}). Whoever keeps a body calls this
     * once before, off the event loops: it takes a millisecond for every 100 KB, and nothing if there is such a form.
     */
    public Body compressed() {
        byte[] made = gzipped == null ? Gzip.of(pieces, size) : gzipped;
        return made == gzipped ? this : new Body(head, content, tail, etag, form, whole, made);
    }

    /** The gzip form, nobody writes to it; null if it {@linkplain #compressed has none}. */
    public byte[] gzipped() {
        return gzipped;
    }

    /**
     * The entity tag of the gzip form: one of its own if the tag is strong, and the same if it is weak (RFC 9110, section
     * 8.8.3.3).
     */
    public String gzippedEtag() {
        return gzippedEtag;
    }

    /** Whether a body of this size has a compressed form or might have one, so that replies vary by what a client takes. */
    public boolean isCompressible() {
        return size > Gzip.SMALL;
    }

    private static boolean isWeak(String etag) {
        return etag.startsWith("W/");
    }

    /** An entity tag of what it says, with its quotes (RFC 9110, section 8.8.3). */
    public String etag() {
        return etag;
    }

    /** What upstream said, in segments. */
    public List<Slices> content() {
        return content;
    }

    /** How many values of a list it holds; 0 if it is not made of any. */
    public int values() {
        return values;
    }

    /** All of it in bytes, uncompressed. */
    public long size() {
        return size;
    }

    /** What it takes of the memory, about, in bytes: both forms. */
    public long weight() {
        return size + 2L * Integer.BYTES * values + (gzipped == null ? 0 : gzipped.length);
    }

    /** What is to be written, piece after piece; the kept arrays themselves. */
    public byte[][] pieces() {
        return pieces;
    }

    /** All pieces as one, in an array of the caller's own. */
    public byte[] joined() {
        byte[] joined = new byte[Math.toIntExact(size)];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, joined, at, piece.length);
            at += piece.length;
        }
        return joined;
    }

    /** The first 128 bits of a SHA-256 over all the pieces, however they are cut, in the URL-safe alphabet. */
    public static String fingerprint(byte[]... pieces) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] piece : pieces) {
                digest.update(piece);
            }
            byte[] first = Arrays.copyOf(digest.digest(), FINGERPRINT_BYTES);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(first);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static byte[][] pieces(byte[] head, List<Slices> content, byte[] tail) {
        List<byte[]> pieces = new ArrayList<>(content.size() + 2);
        pieces.add(head);
        content.forEach(segment -> pieces.add(segment.bytes()));
        pieces.add(tail);
        pieces.removeAll(Collections.singleton(NOTHING));
        return pieces.toArray(byte[][]::new);
    }
}
