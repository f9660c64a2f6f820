// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.peer;

import dev.netmon.Moment;
import dev.netmon.underlay.DatagramPort;
import dev.netmon.underlay.RebindResult;
import dev.netmon.underlay.peer.PathTable.Path;
import dev.netmon.underlay.peer.PingAccount.News;
import dev.netmon.underlay.peer.PingAccount.Ping;
import dev.netmon.underlay.stun.StunAttribute;
import dev.netmon.underlay.stun.StunMessage;
import dev.netmon.underlay.stun.TransactionId;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pings a peer over a shared socket, by its best path, for as long as the session lasts. It does not look after the
 * socket: whoever replaces that says so by {@link #rebound} and {@link #reprobe}.
 *
 * <p>A ping is one number and one to many datagrams: to the best path once there is one, to every address of the peer
 * while there is none; the first answer to any of them answers it. An answer over a socket that was replaced since counts
 * as received, but says nothing about the present path.
 *
 * <p>All methods may be called from any thread. The session has one thread, which sends and tells the listener.
 */
public final class PingSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PingSession.class);

    /** How long a late answer is still recognised: 10 s in nanoseconds. */
    private static final long REMEMBERED = 10_000_000_000L;

    /** A listener that hangs is not waited for any longer when the session closes. */
    private static final long PATIENCE_MILLIS = 1_000;

    private final DatagramPort port;
    private final PingProtocol protocol;
    private final PeerAddresses addresses;
    private final PingListener listener;
    private final AutoCloseable registration;
    private final Thread thread = new Thread(this::run, "netmon-ping");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();

    // Guarded by lock.
    private final PathTable paths;
    private final PingSchedule schedule;
    private final PingAccount account;
    private final Map<TransactionId, Sent> pending = new LinkedHashMap<>();
    private final Queue<Consumer<PingListener>> outbox = new ArrayDeque<>();
    private final Set<Integer> refusals = new HashSet<>();
    private long rebinds;
    private boolean finished;
    private boolean closed;

    private record Sent(
            Ping ping,
            Path path,
            int variant,
            Try attempt,
            long generation,
            long nanos,
            @Nullable InetSocketAddress local) {}

    /** A peer that always wants to be asked in another way is asked in another way once per datagram. */
    private enum Try {
        FIRST,
        SECOND
    }

    private PingSession(
            DatagramPort port,
            PingProtocol protocol,
            PeerAddresses addresses,
            PingOptions options,
            PingListener listener) {
        long now = System.nanoTime();
        this.port = port;
        this.protocol = protocol;
        this.addresses = addresses;
        this.listener = listener;
        this.paths = new PathTable(addresses.given());
        this.schedule = new PingSchedule(options.every(), options.count(), now);
        this.account = new PingAccount(now);
        this.registration = port.demux(this::take);
    }

    /** Starts to ping at once. */
    public static PingSession start(
            DatagramPort port,
            PingProtocol protocol,
            PeerAddresses addresses,
            PingOptions options,
            PingListener listener) {
        PingSession session = new PingSession(port, protocol, addresses, options, listener);
        session.thread.setDaemon(true);
        session.thread.start();
        return session;
    }

    /** A socket of the port was replaced, or could not be: the paths over it are not sure any more. */
    public void rebound(RebindResult result) {
        Moment at = Moment.now();
        locked(() -> {
            if (result.replaced()) {
                paths.unconfirm();
            }
            outbox.add(told -> told.rebound(at, result));
        });
    }

    /** Pings every address of the peer at once, whatever was pinged lately. */
    public void reprobe() {
        locked(() -> {
            paths.hurry();
            long now = System.nanoTime();
            schedule.hurry(now);
            pingWhereDue(now);
        });
    }

    /** A reaction that replaced sockets is complete; it is counted. */
    public void reacted() {
        locked(() -> rebinds++);
    }

    /** What came of it so far. */
    public PingSummary summary() {
        lock.lock();
        try {
            return account.summary(rebinds);
        } finally {
            lock.unlock();
        }
    }

    /** The state of each address of the peer. */
    public Map<InetSocketAddress, PathState> paths() {
        lock.lock();
        try {
            Map<InetSocketAddress, PathState> states = new LinkedHashMap<>();
            paths.all().forEach(path -> states.put(path.remote(), path.state()));
            return states;
        } finally {
            lock.unlock();
        }
    }

    /** Sends no more pings and waits for the answers that are still to come. */
    public void finish(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        lock.lock();
        try {
            schedule.stop();
            news.signalAll();
            long left = deadline - System.nanoTime();
            while (!account.settled() && !closed && left > 0) {
                left = news.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Ends it; what is not answered is lost. When this returns, the listener is not called any more. Idempotent. */
    @Override
    public void close() {
        locked(() -> {
            if (!closed) {
                closed = true;
                schedule.stop();
                account.close();
            }
        });
        try {
            registration.close();
            if (Thread.currentThread() != thread) {
                thread.join(PATIENCE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("a port does not fail to forget a protocol", e);
        }
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        List<Consumer<PingListener>> tell = new ArrayList<>();
        while (next(tell)) {
            for (Consumer<PingListener> each : tell) {
                try {
                    each.accept(listener);
                } catch (RuntimeException | Error e) {
                    LOG.warn("{} failed", listener, e);
                }
            }
            tell.clear();
        }
    }

    /** Does what is due and waits until there is something to tell; false at the end. */
    private boolean next(List<Consumer<PingListener>> tell) {
        lock.lock();
        try {
            while (true) {
                long now = System.nanoTime();
                expire(now);
                pingWhereDue(now);
                if (!outbox.isEmpty()) {
                    tell.addAll(outbox);
                    outbox.clear();
                    return true;
                }
                if (closed) {
                    return false;
                }
                news.awaitNanos(idle(now));
            }
        } catch (InterruptedException e) {
            return true; // ends one wait, no more: close() is how this thread ends
        } finally {
            lock.unlock();
        }
    }

    /** How long nothing is due, in nanoseconds. */
    private long idle(long now) {
        Long expiry = account.nextExpiry();
        long idle = expiry == null ? Long.MAX_VALUE : expiry - now;
        return schedule.over() ? idle : Math.min(idle, schedule.due() - now);
    }

    private void expire(long now) {
        List<News> found = new ArrayList<>();
        long unheard = account.unheard();
        account.expire(now, found);
        if (account.unheard() > unheard) {
            protocol.unheard();
        }
        paths.expire(now, account.limit());
        tell(now, found);
        Iterator<Sent> oldest = pending.values().iterator();
        while (oldest.hasNext() && now - oldest.next().nanos() > REMEMBERED) {
            oldest.remove();
        }
        if (schedule.over() && account.settled() && !finished && !closed) {
            finished = true;
            outbox.add(PingListener::finished);
            news.signalAll();
        }
    }

    private void pingWhereDue(long now) {
        if (closed || !schedule.isDue(now)) {
            return;
        }
        schedule.sent(now);
        Ping ping = account.sent(now);
        for (Path path : paths.targets(now)) {
            for (int variant : protocol.variants()) {
                send(ping, path, variant, Try.FIRST);
            }
        }
    }

    private void send(Ping ping, Path path, int variant, Try attempt) {
        TransactionId id = TransactionId.random();
        PingProtocol.Use use = path == paths.best() && path.state() == PathState.CONFIRMED
                ? PingProtocol.Use.NOMINATE
                : PingProtocol.Use.CHECK;
        ByteBuffer request = protocol.request(variant, id, use);
        InetSocketAddress local = LocalAddress.toward(path.remote(), port);
        pending.put(id, new Sent(ping, path, variant, attempt, port.generation(), System.nanoTime(), local));
        // Whatever becomes of one, the others are sent; what did not leave is lost like what did not arrive.
        port.send(request, path.remote());
    }

    private boolean take(ByteBuffer datagram, InetSocketAddress from, long nanos) {
        StunMessage message = StunMessage.read(datagram);
        if (message == null || message.kind() == StunMessage.Kind.INDICATION) {
            return false;
        }
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            boolean ours =
                    message.kind() == StunMessage.Kind.REQUEST ? answer(message, from) : answered(message, from, nanos);
            if (ours) {
                news.signalAll();
            }
            return ours;
        } finally {
            lock.unlock();
        }
    }

    private boolean answer(StunMessage request, InetSocketAddress from) {
        ByteBuffer answer = protocol.answer(request, from);
        if (answer == null) {
            return false;
        }
        if (paths.path(from) == null && !paths.add(from)) {
            return true; // one address too many
        }
        addresses.proved(from);
        port.send(answer, from);
        if (paths.best() == null) {
            schedule.hurry(System.nanoTime()); // a triggered check (RFC 8445 section 7.3.1.4)
        }
        return true;
    }

    private boolean answered(StunMessage message, InetSocketAddress from, long nanos) {
        Sent sent = pending.get(message.id());
        if (sent == null) {
            return false;
        }
        if (!sent.path().remote().equals(from)) {
            return true; // not whom we asked; the real answer may still come
        }
        PingProtocol.Verdict verdict = protocol.judge(message, sent.variant());
        if (verdict != PingProtocol.Verdict.FOREIGN) {
            pending.remove(message.id());
        }
        switch (verdict) {
            case ANSWERED -> pong(message, sent, nanos);
            case AGAIN -> {
                if (sent.attempt() == Try.FIRST) {
                    protocol.variants().forEach(variant -> send(sent.ping(), sent.path(), variant, Try.SECOND));
                }
            }
            case REFUSED -> refused(message, nanos);
            case FOREIGN -> LOG.debug("An answer that the peer did not make, from {}", from);
        }
        return true;
    }

    private void pong(StunMessage message, Sent sent, long nanos) {
        long rtt = Math.max(0, nanos - sent.nanos());
        if (sent.generation() == port.generation()) {
            paths.answered(sent.path(), rtt);
        }
        List<News> found = new ArrayList<>();
        if (account.answered(sent.ping(), nanos, rtt, found)) {
            tell(nanos, found);
            Pong pong = new Pong(
                    moment(nanos),
                    sent.ping().seq(),
                    rtt,
                    sent.path().remote(),
                    sent.local(),
                    message.mapped(),
                    sent.generation());
            outbox.add(told -> told.answered(pong));
        }
    }

    private void refused(StunMessage message, long nanos) {
        int code = message.errorCode();
        byte[] value = message.attribute(StunAttribute.ERROR_CODE);
        if (value != null && value.length >= 4 && refusals.add(code)) {
            String reason =
                    new String(value, 4, value.length - 4, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
            Moment at = moment(nanos);
            outbox.add(told -> told.refused(at, code, reason.strip()));
        }
    }

    private void tell(long nanos, List<News> found) {
        Moment at = moment(nanos);
        for (News each : found) {
            if (each instanceof News.Silent silent) {
                outbox.add(told -> told.silent(at, moment(silent.since()), silent.first()));
            } else if (each instanceof News.Back back) {
                outbox.add(told -> told.back(at, Duration.ofNanos(back.gap()), back.unanswered()));
            } else if (each instanceof News.Lost lost) {
                outbox.add(
                        told -> told.lost(at, lost.first(), lost.last(), lost.count(), Duration.ofNanos(lost.gap())));
            }
        }
    }

    /** Both clocks at a moment that one of them has told. */
    private static Moment moment(long nanos) {
        Moment now = Moment.now();
        return new Moment(nanos, now.time().minus(Duration.ofNanos(now.nanos() - nanos)));
    }
}
