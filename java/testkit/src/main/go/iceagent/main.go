// SPDX-License-Identifier: Apache-2.0

// Command iceagent is an ICE agent on one address, for tests: it prints its candidates, states and selected pairs, a line
// each, and runs until it is killed.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/pion/ice/v4"
)

func main() {
	address := flag.String("address", "127.0.0.1", "local IPv4 address")
	port := flag.Uint("port", 0, "local port, 0 for any")
	ufrag := flag.String("ufrag", "", "our user name fragment")
	pwd := flag.String("pwd", "", "our password")
	remoteUfrag := flag.String("remote-ufrag", "", "the peer's user name fragment")
	remotePwd := flag.String("remote-pwd", "", "the peer's password")
	controlling := flag.Bool("controlling", false, "take the controlling role")
	flag.Parse()
	if err := run(*address, uint16(*port), *ufrag, *pwd, *remoteUfrag, *remotePwd, *controlling); err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
}

func run(address string, port uint16, ufrag, pwd, remoteUfrag, remotePwd string, controlling bool) error {
	never := time.Duration(0)
	agent, err := ice.NewAgent(&ice.AgentConfig{
		NetworkTypes:    []ice.NetworkType{ice.NetworkTypeUDP4},
		CandidateTypes:  []ice.CandidateType{ice.CandidateTypeHost},
		IncludeLoopback: true,
		IPFilter:        func(ip net.IP) bool { return ip.Equal(net.ParseIP(address)) },
		PortMin:         port,
		PortMax:         port,
		LocalUfrag:      ufrag,
		LocalPwd:        pwd,
		FailedTimeout:   &never, // a peer that is away comes back
	})
	if err != nil {
		return err
	}
	gathered := make(chan struct{})
	if err := agent.OnCandidate(func(c ice.Candidate) {
		if c == nil {
			close(gathered)
		} else {
			fmt.Printf("candidate %s:%d\n", c.Address(), c.Port())
		}
	}); err != nil {
		return err
	}
	if err := agent.OnConnectionStateChange(func(s ice.ConnectionState) { fmt.Println("state", s) }); err != nil {
		return err
	}
	if err := agent.OnSelectedCandidatePairChange(func(_, r ice.Candidate) {
		fmt.Printf("selected %s:%d\n", r.Address(), r.Port())
	}); err != nil {
		return err
	}
	if err := agent.GatherCandidates(); err != nil {
		return err
	}
	<-gathered
	fmt.Println("ready")
	if controlling {
		_, err = agent.Dial(context.Background(), remoteUfrag, remotePwd)
	} else {
		_, err = agent.Accept(context.Background(), remoteUfrag, remotePwd)
	}
	if err != nil {
		return err
	}
	select {}
}
