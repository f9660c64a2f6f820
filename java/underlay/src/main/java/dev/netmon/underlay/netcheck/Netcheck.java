// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.netcheck;

import dev.netmon.NetworkState;
import dev.netmon.underlay.DatagramPort;
import dev.netmon.underlay.stun.RequestForm;
import dev.netmon.underlay.stun.StunAnswer;
import dev.netmon.underlay.stun.StunClient;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the network lets through, over a port that carries other traffic too.
 *
 * <p>One measurement runs at a time: a new one cancels the one before it. Between measurements there is no thread, only a
 * protocol on the port. The home region and the recent latencies are kept from one report to the next, the latencies
 * only as long as the network is the same. Thread-safe; no method blocks.
 */
public final class Netcheck implements AutoCloseable {

    /** What a measurement is doing. */
    public enum Phase {
        /** Looks names up. */
        RESOLVE,
        /** Asks STUN servers. */
        STUN,
        /** Got no STUN answer so far, and takes latencies over HTTPS. */
        HTTPS,
        /** Got no STUN answer so far, and looks for a captive portal. */
        CAPTIVE_PORTAL;

        /** The lower-case name used in output. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Is told what a measurement is doing, on its thread; must not block. */
    @FunctionalInterface
    public interface Progress {
        void phase(Phase phase);
    }

    private static final long IDLE_THREAD_SECONDS = 1;
    private static final int MAX_KNOWN_FORMS = 1_024;
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final DatagramPort port;
    private final NetcheckOptions options;
    private final Progress progress;
    private final StunClient stun;
    private final ThreadPoolExecutor threads;
    private final HomeRegion homeRegion;
    /** What a server of unknown kind was answered last, so that the next measurement begins with it. */
    private final Map<InetSocketAddress, RequestForm> knownForms = new ConcurrentHashMap<>();

    private final int portalPort;

    // Guarded by this.
    private final LatencyHistory history;
    private int home = HomeRegion.NONE;
    private @Nullable Measurement running;
    private Sweep.Code code = Sweep.Code.COLD;
    private boolean closed;

    /** Joins a port; nothing is sent until {@link #measureNow}. */
    public Netcheck(DatagramPort port, NetcheckOptions options) {
        this(port, options, phase -> {});
    }

    /** Joins a port and tells what it does. */
    public Netcheck(DatagramPort port, NetcheckOptions options, Progress progress) {
        this(port, options, progress, Measurement.HTTP_PORT);
    }

    /** For tests that cannot have port 80. */
    Netcheck(DatagramPort port, NetcheckOptions options, Progress progress, int portalPort) {
        if (options.empty()) {
            throw new IllegalArgumentException("a netcheck needs a STUN server or a DERP map");
        }
        this.port = port;
        this.options = options;
        this.progress = progress;
        this.portalPort = portalPort;
        DerpMap map = options.map();
        this.homeRegion = new HomeRegion(map == null ? Map.of() : map.scores());
        this.history = new LatencyHistory(options.historyKept());
        this.stun = new StunClient(port);
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "netmon-netcheck-" + THREADS.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Starts a full measurement whose report does not say which path was used. */
    public CompletableFuture<NetcheckReport> measureNow() {
        return measureNow(null);
    }

    /**
     * Starts a full measurement; one that runs is cancelled. It ends within 5 s.
     *
     * @param state the network as it is now: its paths are told in the report and say whether recent latencies still
     *     count
     * @return is cancelled when another measurement is started or this is closed; cancelling it stops the measurement
     */
    public CompletableFuture<NetcheckReport> measureNow(@Nullable NetworkState state) {
        Measurement next = new Measurement(this, state);
        Measurement old;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(new IllegalStateException("the netcheck is closed"));
            }
            old = running;
            running = next;
        }
        cancel(old); // without the lock: whoever waits for it may act at once
        try {
            threads.execute(next);
        } catch (RejectedExecutionException e) {
            cancel(next); // closed meanwhile
        }
        return next.result();
    }

    /** Ends the measurement that runs, if one does. */
    public void cancel() {
        Measurement old;
        synchronized (this) {
            old = running;
            running = null;
        }
        cancel(old);
    }

    /** The home region of the last report; {@link HomeRegion#NONE} before there was one. */
    public synchronized int home() {
        return home;
    }

    /** Cancels what runs and leaves the port. Idempotent. */
    @Override
    public void close() {
        Measurement old;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            old = running;
            running = null;
        }
        cancel(old);
        stun.close();
        threads.shutdown();
    }

    private static void cancel(@Nullable Measurement measurement) {
        if (measurement != null) {
            measurement.result().cancel(false);
        }
    }

    /** Chooses the home with what a measurement found; null where that one does not count any more. */
    synchronized @Nullable Integer chooseHome(
            Measurement measurement,
            @Nullable NetworkState state,
            long now,
            Map<Integer, Long> byStun,
            Map<Integer, Long> byHttps) {
        if (running != measurement) {
            return null;
        }
        running = null;
        code = Sweep.Code.WARM;
        history.enter(LatencyHistory.Network.of(state));
        history.add(now, byStun);
        home = homeRegion.choose(home, byStun, byHttps, history.best(now), region -> false);
        return home;
    }

    synchronized Sweep.Code code() {
        return code;
    }

    DatagramPort port() {
        return port;
    }

    NetcheckOptions options() {
        return options;
    }

    Progress progress() {
        return progress;
    }

    StunClient stun() {
        return stun;
    }

    Executor threads() {
        return threads;
    }

    int portalPort() {
        return portalPort;
    }

    /** Both forms in turn, the one that was answered before first. */
    List<RequestForm> forms(InetSocketAddress server) {
        return knownForms.get(server) == RequestForm.DERP
                ? List.of(RequestForm.DERP, RequestForm.PLAIN)
                : RequestForm.EITHER;
    }

    void learn(StunAnswer answer) {
        if (knownForms.size() < MAX_KNOWN_FORMS) {
            knownForms.put(answer.server(), answer.form());
        }
    }
}
