// SPDX-License-Identifier: Apache-2.0
package dev.netmon.underlay.stun;

import dev.netmon.underlay.DatagramPort;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One server that is being asked; the caller says when to transmit. Each transmission has an id of its own and uses the
 * next of the request forms, until one was answered. Thread-safe.
 */
public final class StunExchange implements AutoCloseable {

    private final StunClient client;
    private final InetSocketAddress server;
    private final List<RequestForm> forms;
    private final Consumer<StunAnswer> listener;
    // Guarded by this.
    private final List<TransactionId> ids = new ArrayList<>();
    private int transmissions;
    private int sent;
    private int refused;
    private boolean garbled;
    private @Nullable RequestForm understood;
    private boolean closed;

    StunExchange(StunClient client, InetSocketAddress server, List<RequestForm> forms, Consumer<StunAnswer> listener) {
        this.client = client;
        this.server = server;
        this.forms = List.copyOf(forms);
        this.listener = listener;
    }

    public InetSocketAddress server() {
        return server;
    }

    /** Sends one request; does not block. */
    public DatagramPort.Sent transmit() {
        TransactionId id = TransactionId.random();
        RequestForm form;
        int number;
        synchronized (this) {
            if (closed) {
                return DatagramPort.Sent.REFUSED;
            }
            number = transmissions++;
            form = understood == null ? forms.get(number % forms.size()) : understood;
            ids.add(id);
        }
        DatagramPort.Sent outcome = client.send(this, id, form, number);
        synchronized (this) {
            if (outcome == DatagramPort.Sent.SENT) {
                sent++;
            } else if (outcome == DatagramPort.Sent.REFUSED) {
                refused++;
            }
        }
        return outcome;
    }

    /** Why there is no answer, as far as is known. */
    public synchronized StunFailure failure() {
        if (garbled) {
            return StunFailure.BAD_RESPONSE;
        }
        if (sent > 0) {
            return StunFailure.TIMEOUT;
        }
        return refused > 0 ? StunFailure.REFUSED : StunFailure.UNREACHABLE;
    }

    /** Forgets what was asked: an answer is dropped from now on. Idempotent. */
    @Override
    public void close() {
        List<TransactionId> over;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            over = List.copyOf(ids);
        }
        client.forget(this, over);
    }

    synchronized void garbled() {
        garbled = true;
    }

    void answered(StunAnswer answer) {
        synchronized (this) {
            if (closed) {
                return;
            }
            understood = answer.form();
        }
        listener.accept(answer);
    }
}
