// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.stun;

import dev.netmon.underlay.DatagramPort;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks STUN servers through a socket that carries other traffic too.
 *
 * <p>An answer counts if its transaction id was sent, from the address it was sent to, over the socket that is still in
 * use, and only once. A wrong source or a replaced socket drops it; messages with unknown ids and requests are left to
 * the other protocols on the port, but answers that come after nobody waits for them any more are swallowed.
 *
 * <p>Thread-safe. {@link #open} starts no thread; listeners are called on the port's receiving thread and must not block.
 * {@link #query} uses one daemon thread for its retransmissions, which ends when none is due.
 */
public final class StunClient implements AutoCloseable {

    /** How many ids are remembered after they are over, so that a late answer does not reach the program. */
    private static final int RETIRED = 1024;

    private final DatagramPort port;
    private final AutoCloseable registration;
    private final Map<TransactionId, Transmission> pending = new ConcurrentHashMap<>();
    private final Map<InetSocketAddress, Set<StunExchange>> asked = new ConcurrentHashMap<>();
    private final Set<Query> queries = ConcurrentHashMap.newKeySet();
    // Guarded by itself.
    private final Set<TransactionId> retired = new LinkedHashSet<>();
    // Guarded by this.
    private @Nullable ScheduledThreadPoolExecutor timer;
    private boolean closed;

    /** A server that is waited for; one is as good as another, so identity tells them apart. */
    private static final class Query {
        final InetSocketAddress server;
        final CompletableFuture<StunAnswer> result = new CompletableFuture<>();

        Query(InetSocketAddress server) {
            this.server = server;
        }

        void fail(StunFailure failure) {
            result.completeExceptionally(new StunException(server, failure));
        }
    }

    private record Transmission(StunExchange exchange, RequestForm form, int number, long generation, long sentNanos) {}

    /** Joins the protocols on a port. */
    public StunClient(DatagramPort port) {
        this.port = port;
        this.registration = port.demux(this::take);
    }

    /**
     * Begins to ask a server; nothing is sent until {@link StunExchange#transmit}.
     *
     * @param forms used in turn, {@link RequestForm#EITHER} where its kind is not known
     * @param listener told every answer, on the receiving thread
     */
    public StunExchange open(InetSocketAddress server, List<RequestForm> forms, Consumer<StunAnswer> listener) {
        if (server.isUnresolved() || server.getPort() == 0) {
            throw new IllegalArgumentException("no address to send to: " + server);
        }
        StunExchange exchange = new StunExchange(this, server, forms, listener);
        asked.compute(server, (address, set) -> {
            Set<StunExchange> all = set == null ? ConcurrentHashMap.newKeySet() : set;
            all.add(exchange);
            return all;
        });
        return exchange;
    }

    /**
     * Asks a server until it answers or the schedule is over. Cancelling the future ends it.
     *
     * @return fails with a {@link StunException} where no answer came
     */
    public CompletableFuture<StunAnswer> query(
            InetSocketAddress server, List<RequestForm> forms, Retransmission schedule) {
        Query query = new Query(server);
        StunExchange exchange = open(server, forms, query.result::complete);
        ScheduledThreadPoolExecutor on = timer();
        if (on == null) {
            exchange.close();
            query.fail(StunFailure.CLOSED);
            return query.result;
        }
        queries.add(query);
        List<ScheduledFuture<?>> due = new ArrayList<>();
        for (Duration offset : schedule.offsets().subList(1, schedule.offsets().size())) {
            due.add(on.schedule(exchange::transmit, offset.toNanos(), TimeUnit.NANOSECONDS));
        }
        due.add(on.schedule(
                () -> query.fail(exchange.failure()), schedule.limit().toNanos(), TimeUnit.NANOSECONDS));
        CompletableFuture<StunAnswer> unused = query.result.whenComplete((answer, failure) -> {
            for (ScheduledFuture<?> each : due) {
                each.cancel(false);
            }
            exchange.close();
            queries.remove(query);
        });
        exchange.transmit();
        synchronized (this) {
            if (closed) {
                query.fail(StunFailure.CLOSED);
            }
        }
        return query.result;
    }

    /** Leaves the port; what is being asked fails with {@link StunFailure#CLOSED}. Idempotent. */
    @Override
    public void close() {
        ScheduledThreadPoolExecutor stopped;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            stopped = timer;
        }
        try {
            registration.close();
        } catch (Exception e) {
            throw new IllegalStateException("a port does not fail to forget a protocol", e);
        }
        if (stopped != null) {
            stopped.shutdownNow();
        }
        queries.forEach(query -> query.fail(StunFailure.CLOSED));
        pending.clear();
    }

    private synchronized @Nullable ScheduledThreadPoolExecutor timer() {
        if (closed) {
            return null;
        }
        if (timer == null) {
            timer = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, "netmon-stun");
                thread.setDaemon(true);
                return thread;
            });
            timer.setKeepAliveTime(1, TimeUnit.SECONDS);
            timer.allowCoreThreadTimeOut(true);
            timer.setRemoveOnCancelPolicy(true);
        }
        return timer;
    }

    DatagramPort.Sent send(StunExchange exchange, TransactionId id, RequestForm form, int number) {
        ByteBuffer request = form.request(id);
        // Before it leaves: on loopback the answer may be here before send returns.
        pending.put(id, new Transmission(exchange, form, number, port.generation(), System.nanoTime()));
        DatagramPort.Sent sent = port.send(request, exchange.server());
        if (sent != DatagramPort.Sent.SENT) {
            pending.remove(id);
        }
        return sent;
    }

    void forget(StunExchange exchange, Collection<TransactionId> ids) {
        asked.computeIfPresent(exchange.server(), (address, set) -> {
            set.remove(exchange);
            return set.isEmpty() ? null : set;
        });
        for (TransactionId id : ids) {
            pending.remove(id);
            retire(id);
        }
    }

    private boolean take(ByteBuffer datagram, InetSocketAddress from, long nanos) {
        StunMessage message = StunMessage.read(datagram);
        if (message == null) {
            for (StunExchange exchange : asked.getOrDefault(from, Set.of())) {
                exchange.garbled();
            }
            return false; // also a server may be a peer that sends the program something
        }
        if (message.kind() != StunMessage.Kind.SUCCESS && message.kind() != StunMessage.Kind.ERROR) {
            return false;
        }
        Transmission sent = pending.get(message.id());
        if (sent == null) {
            return retired(message.id());
        }
        if (!sent.exchange.server().equals(from)) {
            return true; // whoever it is, it is not the one we asked; the real answer may still come
        }
        InetSocketAddress mapped = message.kind() == StunMessage.Kind.SUCCESS ? message.mapped() : null;
        if (mapped == null
                || mapped.getPort() == 0
                || mapped.getAddress().isAnyLocalAddress()
                || message.fingerprint() == StunMessage.Proof.BAD) {
            sent.exchange.garbled();
            return true;
        }
        if (pending.remove(message.id(), sent)) {
            retire(message.id());
            if (sent.generation == port.generation()) {
                sent.exchange.answered(
                        new StunAnswer(from, mapped, nanos - sent.sentNanos, nanos, sent.form, sent.number));
            }
        }
        return true;
    }

    private void retire(TransactionId id) {
        synchronized (retired) {
            retired.add(id);
            if (retired.size() > RETIRED) {
                Iterator<TransactionId> oldest = retired.iterator();
                oldest.next();
                oldest.remove();
            }
        }
    }

    private boolean retired(TransactionId id) {
        synchronized (retired) {
            return retired.contains(id);
        }
    }
}
