package io.gcxcache.cache;

import static io.gcxcache.fuzz.FuzzedParser.require;

import io.gcxcache.fuzz.FuzzedParser;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.greenbytes.http.sfv.Parser;

/** Texts that become tags, a line each: the headers that tell them are structured fields, and say the same. */
public final class FuzzedTags implements FuzzedParser {
    @Override
    public String name() {
        return "tags";
    }

    @Override
    public String read(String input) {
        Tags tags = Tags.of(Arrays.asList(FuzzedParser.text(input).split("\n")));

        Set<String> names = tags.names();
        for (String name : names) {
            require(Tags.isTag(name) && Tags.tag(name).equals(name), "No tag: %s", name);
            require(name.matches("[a-z0-9._~-]{1,128}"), "No name for CDNs: %s", name);
        }
        List<Object> told = Parser.parseList(tags.cacheGroups()).get().stream()
                .map(element -> (Object) element.get())
                .collect(Collectors.toList());
        require(told.equals(List.copyOf(names)), "Cache-Groups is %s", tags.cacheGroups());
        require(
                names.isEmpty() || List.of(tags.surrogateKey().split(" ")).equals(List.copyOf(names)),
                "Surrogate-Key is %s",
                tags.surrogateKey());
        require(tags.equals(Tags.of(names)), "Tags of tags are others");
        return names.size() > 2 ? "many tags" : names.size() + " tags";
    }
}
