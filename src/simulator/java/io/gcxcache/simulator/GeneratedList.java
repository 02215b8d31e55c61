package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/** A list whose elements are made each time they are asked for, so that a long one costs nothing until it is read. */
final class GeneratedList extends AbstractList<ObjectNode> implements RandomAccess {
    private final int size;
    private final IntFunction<ObjectNode> maker;

    GeneratedList(int size, IntFunction<ObjectNode> maker) {
        this.size = size;
        this.maker = maker;
    }

    @Override
    public ObjectNode get(int index) {
        return maker.apply(Objects.checkIndex(index, size));
    }

    @Override
    public int size() {
        return size;
    }
}
