package io.gcxcache.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.json.Slices;
import io.gcxcache.json.TestSlices;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BodyTest {
    private static final List<Slices> AB = List.of(TestSlices.of("\"a\"", "\"b\""));
    private static final List<Slices> VALUES = List.of(TestSlices.of(IntStream.range(0, 1_000)
            .mapToObj(number -> "{\"id\":" + number + ",\"state\":\"active\"}")
            .toArray(String[]::new)));

    @Test
    void anAnswerThatPassesAsItCameIsTheArrayThatCame() {
        byte[] answer = {1, 2, 3};

        Body body = Body.asItCame(answer);

        assertThat(body.pieces()[0]).isSameAs(answer);
        assertThat(body.pieces()).hasDimensions(1, 3);
        assertThat(body.size()).isEqualTo(3);
        assertThat(body.values()).isZero();
    }

    @Test
    void whoAsksForAnArrayGetsOneOfItsOwn() {
        Body body = Body.asItCame(new byte[] {1, 2, 3});

        body.joined()[0] = 9;

        assertThat(body.joined()).containsExactly(1, 2, 3);
    }

    @Test
    void theTagOfAnAnswerAsItCameIsStrongAndQuoted() {
        assertThat(Body.asItCame(bytes("abc")).etag()).isEqualTo("\"ungWv48Bz-pBQUDeXa4iIw\"");
    }

    @Property
    void theStrongTagChangesWithEveryByte(
            @ForAll @Size(min = 1) byte[] body, @ForAll @IntRange(max = 10_000) int place) {
        byte[] changed = body.clone();
        changed[place % body.length]++;

        assertThat(Body.asItCame(changed).saysTheSame(Body.asItCame(body))).isFalse();
    }

    @Property
    void answersAreTheSameIfTheirBytesAre(@ForAll byte[] one, @ForAll byte[] other) {
        assertThat(Body.asItCame(one).saysTheSame(Body.asItCame(other))).isEqualTo(Arrays.equals(one, other));
    }

    @Property
    void aFingerprintDoesNotDependOnWhereBytesAreCut(@ForAll byte[] bytes, @ForAll @IntRange(max = 300) int cut) {
        int at = Math.min(cut, bytes.length);
        byte[] first = Arrays.copyOf(bytes, at);
        byte[] second = Arrays.copyOfRange(bytes, at, bytes.length);

        assertThat(Body.fingerprint(first, second)).isEqualTo(Body.fingerprint(bytes));
    }

    @Test
    void aDocumentIsHeadSegmentsAndTail() {
        Body body = Body.document(envelope("before", "after"), Slices.packed(AB, 1));

        assertThat(text(body)).isEqualTo("{\"before\":true,\"list\":[\"a\",\"b\"],\"after\":true}");
        assertThat(body.pieces()).hasNumberOfRows(4);
        assertThat(body.size()).isEqualTo(text(body).length());
        assertThat(body.values()).isEqualTo(2);
    }

    @Test
    void weighsItsBytesAndWhereItsValuesLie() {
        assertThat(Body.asItCame(new byte[100]).weight()).isEqualTo(100);
        assertThat(Body.document(envelope("before", "after"), AB).weight())
                .isEqualTo(Body.document(envelope("before", "after"), AB).size() + 16);
    }

    @Test
    void anEnvelopeKeepsTextsThatHaveNoBytes() {
        Envelope envelope = new Envelope(
                fields(), "list", JsonNodeFactory.instance.objectNode().put("note", "\ud83d \u00e9"));

        assertThat(text(Body.document(envelope, List.of()))).isEqualTo("{\"list\":[],\"note\":\"\\uD83D \\u00E9\"}");
    }

    @Test
    void anEnvelopeMayHoldNothingButItsList() {
        Body body = Body.document(new Envelope(fields(), "a\"b", fields()), List.of());

        assertThat(text(body)).isEqualTo("{\"a\\\"b\":[]}");
    }

    @Test
    void theTagOfADocumentChangesWithWhatStandsAroundItsValues() {
        Body one = Body.document(envelope("before", "after"), AB);
        Body other = Body.document(envelope("before", "later"), AB);

        assertThat(one.saysTheSame(other)).isFalse();
        assertThat(one.etag()).startsWith("\"");
    }

    @Test
    void theWeakTagOfAnEnvelopedListFollowsItsContentAlone() {
        Body one = Body.enveloped(envelope("now"), Slices.packed(AB, 1), 1);
        Body later = Body.enveloped(envelope("later"), Slices.packed(AB, 500), 1);
        Body longer =
                Body.enveloped(envelope("now"), Slices.packed(List.of(TestSlices.of("\"a\"", "\"b\"", "1")), 1), 1);

        assertThat(one.etag()).startsWith("W/\"").endsWith("-1\"").isEqualTo(later.etag());
        assertThat(longer.saysTheSame(one)).isFalse();
    }

    @Test
    void anEnvelopeOfAnotherVersionIsSomethingElse() {
        Body before = Body.enveloped(envelope("now"), AB, 1);

        assertThat(Body.enveloped(envelope("now"), AB, 2).saysTheSame(before)).isFalse();
    }

    @Test
    void sharesTheContentOfWhatItRenewsAndKeepsItsOwnEnvelope() {
        Body kept = Body.enveloped(envelope("then"), Slices.packed(AB, 500), 1);
        Body renewed = Body.enveloped(envelope("now"), Slices.packed(AB, 500), 1);

        Body shared = renewed.sharing(kept);

        assertThat(text(shared)).isEqualTo("{\"list\":[\"a\",\"b\"],\"now\":true}");
        assertThat(shared.content().get(0).bytes())
                .isSameAs(kept.content().get(0).bytes());
        assertThat(shared.etag()).isEqualTo(kept.etag());
    }

    @Test
    void theCompressedFormIsTheSameAsGzip() throws Exception {
        Body body =
                Body.enveloped(envelope("now"), Slices.packed(VALUES, 100), 1).compressed();

        assertThat(gunzipped(body)).isEqualTo(body.joined());
        assertThat(body.gzipped().length).isLessThan((int) body.size() / 4);
        assertThat(body.isCompressible()).isTrue();
    }

    @Test
    void aBodyWithACompressedFormIsCompressedNoMore() {
        Body body = Body.asItCame(json(2_000)).compressed();

        assertThat(body.compressed()).isSameAs(body);
    }

    @Test
    void aSmallBodyHasNoCompressedForm() {
        Body body = Body.asItCame(json(1_024)).compressed();

        assertThat(body.gzipped()).isNull();
        assertThat(body.isCompressible()).isFalse();
        assertThat(Body.asItCame(json(1_025)).compressed().gzipped()).isNotNull();
    }

    @Test
    void aBodyThatWouldHardlyBecomeSmallerHasNoCompressedForm() {
        byte[] noise = new byte[5_000];
        new Random(1).nextBytes(noise);

        Body body = Body.asItCame(noise).compressed();

        assertThat(body.gzipped()).isNull();
        assertThat(body.isCompressible()).isTrue();
    }

    @Test
    void aVeryLargeBodyHasNoCompressedForm() {
        assertThat(Body.asItCame(new byte[Gzip.LARGE]).compressed().gzipped()).isNotNull();
        assertThat(Body.asItCame(new byte[Gzip.LARGE + 1]).compressed().gzipped())
                .isNull();
    }

    @Test
    void weighsBothForms() {
        Body body = Body.asItCame(json(2_000));

        assertThat(body.compressed().weight())
                .isEqualTo(body.weight() + body.compressed().gzipped().length);
        assertThat(body.compressed().size()).isEqualTo(2_000);
    }

    @Test
    void aStrongTagIsOfOneFormAndAWeakOneOfBoth() {
        assertThat(Body.asItCame(bytes("abc")).gzippedEtag()).isEqualTo("\"ungWv48Bz-pBQUDeXa4iIw.gz\"");

        Body weak = Body.enveloped(envelope("now"), AB, 1);
        assertThat(weak.gzippedEtag()).isEqualTo(weak.etag());
    }

    @Test
    void sharesTheCompressedFormOfWhatIsWhollyEqual() {
        Body kept = Body.asItCame(json(2_000)).compressed();

        Body shared = Body.asItCame(json(2_000)).sharing(kept).compressed();

        assertThat(shared.gzipped()).isSameAs(kept.gzipped());
    }

    @Test
    void anotherEnvelopeHasACompressedFormOfItsOwn() throws Exception {
        Body kept =
                Body.enveloped(envelope("then"), Slices.packed(VALUES, 500), 1).compressed();
        Body renewed = Body.enveloped(envelope("now"), Slices.packed(VALUES, 500), 1);

        Body shared = renewed.sharing(kept).compressed();

        assertThat(gunzipped(shared)).isEqualTo(renewed.joined());
        assertThat(shared.etag()).isEqualTo(kept.etag());
    }

    private static byte[] json(int size) {
        byte[] json = new byte[size];
        Arrays.fill(json, (byte) ' ');
        json[0] = '{';
        json[size - 1] = '}';
        return json;
    }

    private static byte[] gunzipped(Body body) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(body.gzipped())).readAllBytes();
    }

    private static Envelope envelope(String after) {
        return new Envelope(fields(), "list", fields(after));
    }

    private static Envelope envelope(String before, String after) {
        return new Envelope(fields(before), "list", fields(after));
    }

    private static ObjectNode fields(String... names) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (String name : names) {
            fields.put(name, true);
        }
        return fields;
    }

    private static String text(Body body) {
        return new String(body.joined(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
