// SPDX-License-Identifier: Apache-2.0
package dev.netmon.wire;

import dev.netmon.BackendInfo;
import dev.netmon.Link;
import dev.netmon.Moment;
import dev.netmon.spi.EventSink;
import dev.netmon.spi.Inventory;
import dev.netmon.spi.LinkSource;
import dev.netmon.spi.NextHop;
import dev.netmon.spi.Route;
import dev.netmon.spi.SourceException;
import dev.netmon.wire.RecordedInput.Call;
import dev.netmon.wire.ReplayStep.Question;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives a recording's answers again, on the time that it recorded.
 *
 * <p>Between two calls that move on (an open, a reread, a wait, a drain) answers are found by their question, in the
 * order in which that question was asked; so a replay need not ask in the order of the recording. Where a listener of
 * the recorded monitor had destinations of its own, its questions are in the recording and nobody asks them now: only
 * there are left-over answers in order. All else that does not fit ends the replay, with a {@link #failure}.
 *
 * <p>The end of a recording is no end of its source: what is pending then was not told, and is not told now. So the
 * pipeline is left by throwing {@link End}.
 *
 * <p>For one thread, but for {@link #stop}.
 */
final class ReplaySource implements LinkSource {

    /** Leaves a pipeline from within; without a stack, as it is no failure of the program. */
    static final class End extends RuntimeException {

        private static final long serialVersionUID = 1L;

        End() {
            super("the recording ended", null, false, false);
        }
    }

    private final RecordingReader reader;
    private BackendInfo info;
    private ReplayStep step;
    private @Nullable RecordingException failure;
    private volatile boolean stop;

    /**
     * Reads up to the first open.
     *
     * @throws RecordingException where there is none
     */
    ReplaySource(RecordingReader reader) throws RecordingException {
        this.reader = reader;
        this.info = new BackendInfo("replay", null, null);
        this.step = ReplayStep.read(reader);
        skipToOpen();
        RecordingException broken = step.broken();
        if (broken != null) {
            throw broken;
        }
        if (step.barrier() == null) {
            throw new RecordingException(reader.file() + " holds nothing: its monitor was never open");
        }
    }

    /** Passes what may stand before an open: other sources, and attempts that failed. */
    private void skipToOpen() {
        RecordedInput barrier = step.barrier();
        while (barrier instanceof RecordedInput.Source
                || barrier instanceof RecordedInput.Closed
                || barrier instanceof RecordedInput.Failed) {
            if (barrier instanceof RecordedInput.Source source) {
                info = source.info();
            }
            step = ReplayStep.read(reader);
            barrier = step.barrier();
        }
    }

    /** Why the replay ended before the end of the recording, or null. */
    @Nullable
    RecordingException failure() {
        return failure;
    }

    /** Ends the replay at the next wait; callable from any thread. */
    void stop() {
        stop = true;
    }

    @Override
    public BackendInfo info() {
        return info;
    }

    @Override
    public Inventory open() {
        skipToOpen();
        if (step.barrier() instanceof RecordedInput.Opened opened) {
            step = ReplayStep.read(reader);
            return opened.inventory();
        }
        throw leave("opens the source");
    }

    @Override
    public @Nullable Moment await(long timeoutNanos) throws SourceException {
        if (stop) {
            throw new End();
        }
        finishRun("waits");
        if (step.barrier() instanceof RecordedInput.Awaited awaited) {
            step = ReplayStep.read(reader);
            return awaited.at();
        }
        throw failedOrLeave(Call.AWAIT, "waits");
    }

    @Override
    public int drain(EventSink sink) throws SourceException {
        checkLeftOver("takes events");
        RecordedInput drain = step.drain();
        if (drain instanceof RecordedInput.Drained drained) {
            step.pastDrain();
            drained.events().forEach(sink::event);
            return drained.events().size();
        }
        if (drain instanceof RecordedInput.Failed failed) {
            step.pastDrain();
            failed.events().forEach(sink::event);
            throw new SourceException(failed.message());
        }
        throw leave("takes events");
    }

    @Override
    public Inventory reread() throws SourceException {
        finishRun("reads everything again");
        if (step.barrier() instanceof RecordedInput.Reread reread) {
            step = ReplayStep.read(reader);
            return reread.inventory();
        }
        throw failedOrLeave(Call.REREAD, "reads everything again");
    }

    @Override
    public @Nullable Route route(InetAddress destination) throws SourceException {
        return ask(Call.ROUTE, destination) instanceof RecordedInput.RouteAnswer a ? a.route() : null;
    }

    @Override
    public Set<NextHop> nextHops(InetAddress destination) throws SourceException {
        return ask(Call.NEXTHOPS, destination) instanceof RecordedInput.NextHopsAnswer a ? a.hops() : Set.of();
    }

    @Override
    public @Nullable Link link(int index) throws SourceException {
        return ask(Call.LINK, index) instanceof RecordedInput.LinkAnswer a ? a.link() : null;
    }

    private RecordedInput ask(Call call, Object about) throws SourceException {
        Question question = new Question(call, about);
        RecordedInput answer = step.take(question);
        if (answer == null) {
            throw leave("asks for " + question);
        }
        if (answer instanceof RecordedInput.Failed failed) {
            throw new SourceException(failed.message());
        }
        return answer;
    }

    private void finishRun(String act) {
        checkLeftOver(act);
        if (step.drain() != null) {
            throw differ(act, "takes events");
        }
    }

    private void checkLeftOver(String act) {
        Question question = step.leftOver();
        if (question != null) {
            throw differ(act, "asks for " + question);
        }
    }

    private SourceException failedOrLeave(Call call, String act) {
        if (step.barrier() instanceof RecordedInput.Failed failed && failed.call() == call) {
            step = ReplayStep.read(reader);
            return new SourceException(failed.message());
        }
        throw leave(act);
    }

    /** Where the recording has nothing for this act: it ended, broke off, or goes on in another way. */
    private End leave(String act) {
        if (step.drain() != null) {
            return differ(act, "takes events");
        }
        if (step.broken() != null) {
            failure = step.broken();
            return new End();
        }
        RecordedInput barrier = step.barrier();
        if (barrier == null || barrier instanceof RecordedInput.Closed) {
            if (act.startsWith("asks")) {
                failure = reader.cut(); // nobody stops between a wait and the questions that follow from it
            }
            return new End();
        }
        return differ(act, "goes on with " + barrier.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT));
    }

    private End differ(String act, String recorded) {
        failure = new RecordingException(reader.file() + " does not fit this version of netmon, which " + act
                + " where the recorded one " + recorded);
        return new End();
    }

    @Override
    public void wakeup() {}

    @Override
    public void close() {
        reader.close();
    }
}
