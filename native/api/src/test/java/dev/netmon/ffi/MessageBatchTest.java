// SPDX-License-Identifier: Apache-2.0
package dev.netmon.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** The arithmetic of the receive structures, against a fake kernel; runs on every system. */
class MessageBatchTest {

    // Written out and not taken from LinuxLayouts: this is the other side.
    private static final int HEADER = 64;
    private static final int VECTOR = 16;
    private static final int NAME = 12;

    /** Fills slots the way the kernel does and checks what it was given. */
    private static final class Kernel extends FakeLibrary {
        private final int slots;
        private final int slotBytes;
        private int answer;
        private int length;
        private int flags;
        private int nameLength = NAME;
        private int family = 16;
        private int port;

        Kernel(int slots, int slotBytes) {
            this.slots = slots;
            this.slotBytes = slotBytes;
        }

        @Override
        public int recvmmsg(int fd, ByteBuffer messages, int count, int flagsAsked) {
            assertEquals(7, fd);
            assertEquals(64, flagsAsked);
            assertEquals(slots, count);
            assertEquals(ByteOrder.nativeOrder(), messages.order());
            assertEquals(slots * (HEADER + VECTOR + NAME), messages.remaining());
            long headersAt = BASE;
            long dataAt = BASE + 0x100_0000L;
            for (int slot = 0; slot < count; slot++) {
                int header = slot * HEADER;
                int vector = count * HEADER + slot * VECTOR;
                int name = count * (HEADER + VECTOR) + slot * NAME;
                assertEquals(headersAt + name, messages.getLong(header));
                assertEquals(NAME, messages.getInt(header + 8), "room for a name, again in every call");
                assertEquals(headersAt + vector, messages.getLong(header + 16));
                assertEquals(1, messages.getLong(header + 24));
                assertEquals(0, messages.getLong(header + 32));
                assertEquals(0, messages.getLong(header + 40));
                assertEquals(dataAt + (long) slot * slotBytes, messages.getLong(vector));
                assertEquals(slotBytes, messages.getLong(vector + 8));
                if (slot < answer) {
                    messages.putInt(header + 8, nameLength)
                            .putInt(header + 48, flags)
                            .putInt(header + 56, length)
                            .putShort(name, (short) family)
                            .putInt(name + 4, port)
                            .putInt(name + 8, slot);
                }
            }
            return answer;
        }
    }

    @Test
    void whatTheKernelWroteIsRead() {
        Kernel kernel = new Kernel(3, 32);
        kernel.answer = 2;
        kernel.length = 20;
        kernel.port = 0xfd2a_1234;
        MessageBatch batch = new MessageBatch(kernel, 3, 32);
        assertEquals(2, batch.receive(7, 64));
        assertEquals(2, batch.received());
        assertEquals(3, batch.slots());
        assertEquals(0xfd2a_1234, batch.senderPort(1));
        assertEquals(1, batch.senderGroups(1));
        assertEquals(0, batch.senderGroups(0));
        assertFalse(batch.truncated(1));
        ByteBuffer message = batch.message(1);
        assertEquals(0, message.position());
        assertEquals(20, message.limit());
        assertEquals(32, message.capacity());
        assertEquals(ByteOrder.nativeOrder(), message.order());
        assertTrue(message.isReadOnly());
        assertThrows(IndexOutOfBoundsException.class, () -> batch.message(2));
        assertThrows(IndexOutOfBoundsException.class, () -> batch.message(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> batch.senderPort(2));
        assertThrows(IndexOutOfBoundsException.class, () -> batch.truncated(2));
    }

    @Test
    void buffersAreUsedAgainAndAgain() {
        Kernel kernel = new Kernel(1, 32);
        kernel.answer = 1;
        kernel.length = 20;
        MessageBatch batch = new MessageBatch(kernel, 1, 32);
        batch.receive(7, 64);
        ByteBuffer first = batch.message(0);
        first.position(9);
        kernel.length = 28;
        batch.receive(7, 64);
        assertSame(first, batch.message(0));
        assertEquals(0, first.position());
        assertEquals(28, first.limit());
    }

    @Test
    void aLengthBeyondTheSlotIsCut() {
        Kernel kernel = new Kernel(1, 32);
        kernel.answer = 1;
        kernel.flags = 0x20;
        MessageBatch batch = new MessageBatch(kernel, 1, 32);
        for (int length : new int[] {33, 70_000, -1}) {
            kernel.length = length;
            batch.receive(7, 64);
            assertEquals(32, batch.message(0).limit());
            assertTrue(batch.truncated(0));
        }
    }

    @Test
    void onlyANetlinkAddressIsAPort() {
        Kernel kernel = new Kernel(1, 32);
        kernel.answer = 1;
        kernel.port = 5;
        MessageBatch batch = new MessageBatch(kernel, 1, 32);
        kernel.nameLength = 0;
        batch.receive(7, 64);
        assertEquals(MessageBatch.NO_SENDER, batch.senderPort(0), "no address: what stands there is an old one");
        assertEquals(0, batch.senderGroups(0));
        kernel.nameLength = 16;
        batch.receive(7, 64);
        assertEquals(MessageBatch.NO_SENDER, batch.senderPort(0));
        kernel.nameLength = NAME;
        kernel.family = 2;
        batch.receive(7, 64);
        assertEquals(MessageBatch.NO_SENDER, batch.senderPort(0));
        kernel.family = 16;
        batch.receive(7, 64);
        assertEquals(5, batch.senderPort(0));
    }

    @Test
    void anErrorLeavesNothing() {
        Kernel kernel = new Kernel(2, 32);
        kernel.answer = 2;
        MessageBatch batch = new MessageBatch(kernel, 2, 32);
        batch.receive(7, 64);
        kernel.answer = -105;
        assertEquals(-105, batch.receive(7, 64));
        assertEquals(0, batch.received());
        assertThrows(IndexOutOfBoundsException.class, () -> batch.message(0));
    }

    @Test
    void impossibleSizesAreRefused() {
        LinuxLibrary library = new FakeLibrary();
        assertThrows(IllegalArgumentException.class, () -> new MessageBatch(library, 0, 64));
        assertThrows(IllegalArgumentException.class, () -> new MessageBatch(library, 1025, 64));
        assertThrows(IllegalArgumentException.class, () -> new MessageBatch(library, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new MessageBatch(library, 1, 12));
        assertThrows(IllegalArgumentException.class, () -> new MessageBatch(library, 1, -8));
        assertThrows(ArithmeticException.class, () -> new MessageBatch(library, 1024, 1 << 30));
    }
}
