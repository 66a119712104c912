package outside

import (
	"fmt"
	"net/netip"
	"strings"
)

// notPublic are the addresses that nobody on the internet could call, or that stand for another address: each with what it
// is, in the order in which they are looked up. What is in none of them and is no global unicast address is refused too.
// Source: the IANA registries of special-purpose addresses.
var notPublic = []struct {
	prefix netip.Prefix
	what   string
}{
	{netip.MustParsePrefix("0.0.0.0/8"), "an address that means this machine"},
	{netip.MustParsePrefix("10.0.0.0/8"), "a private address"},
	{netip.MustParsePrefix("100.64.0.0/10"), "an address inside a provider's network"},
	{netip.MustParsePrefix("127.0.0.0/8"), "an address of this machine itself"},
	{netip.MustParsePrefix("169.254.0.0/16"), "a link-local address"},
	{netip.MustParsePrefix("172.16.0.0/12"), "a private address"},
	{netip.MustParsePrefix("192.0.0.0/24"), "a reserved address"},
	{netip.MustParsePrefix("192.0.2.0/24"), "an address for examples"},
	{netip.MustParsePrefix("192.88.99.0/24"), "an address that stands for another (6to4)"},
	{netip.MustParsePrefix("192.168.0.0/16"), "a private address"},
	{netip.MustParsePrefix("198.18.0.0/15"), "an address for measurements"},
	{netip.MustParsePrefix("198.51.100.0/24"), "an address for examples"},
	{netip.MustParsePrefix("203.0.113.0/24"), "an address for examples"},
	{netip.MustParsePrefix("224.0.0.0/4"), "a multicast address"},
	{netip.MustParsePrefix("240.0.0.0/4"), "a reserved address"},
	{netip.MustParsePrefix("::/128"), "an address that means this machine"},
	{netip.MustParsePrefix("::1/128"), "an address of this machine itself"},
	{netip.MustParsePrefix("::ffff:0:0/96"), "an IPv4 address written as IPv6"},
	{netip.MustParsePrefix("::/96"), "an IPv4 address written as IPv6"},
	{netip.MustParsePrefix("64:ff9b::/96"), "an address that stands for another (NAT64)"},
	{netip.MustParsePrefix("64:ff9b:1::/48"), "an address that stands for another (NAT64)"},
	{netip.MustParsePrefix("100::/64"), "an address that leads nowhere"},
	{netip.MustParsePrefix("2001::/32"), "an address that stands for another (Teredo)"},
	{netip.MustParsePrefix("2001::/23"), "a reserved address"},
	{netip.MustParsePrefix("2001:db8::/32"), "an address for examples"},
	{netip.MustParsePrefix("2002::/16"), "an address that stands for another (6to4)"},
	{netip.MustParsePrefix("3fff::/20"), "an address for examples"},
	{netip.MustParsePrefix("5f00::/16"), "a reserved address"},
	{netip.MustParsePrefix("fc00::/7"), "a unique local address"},
	{netip.MustParsePrefix("fe80::/10"), "a link-local address"},
	{netip.MustParsePrefix("fec0::/10"), "a private address"},
	{netip.MustParsePrefix("ff00::/8"), "a multicast address"},
}

// internet is where public IPv6 addresses are.
var internet = netip.MustParsePrefix("2000::/3")

// whatIs says what an address is that nobody on the internet could call; "" of a public one.
func whatIs(a netip.Addr) string {
	if a.Zone() != "" {
		return "a link-local address"
	}
	for _, one := range notPublic {
		if one.prefix.Contains(a) {
			return one.what
		}
	}
	if !a.IsValid() || a.Is6() && !internet.Contains(a) {
		return "a reserved address"
	}
	return ""
}

// place is a host and port, as an administrator allows them and as an address names them.
type place struct {
	host string // in small letters, without a dot at its end; an address in its one usual form
	port string
}

func (p place) String() string {
	if p.port == "443" {
		return p.host
	}
	if strings.Contains(p.host, ":") {
		return "[" + p.host + "]:" + p.port
	}
	return p.host + ":" + p.port
}

// cleanHost brings a host to the one form in which hosts are compared. A host that some program could read as another
// address than it seems is refused: 2130706433, 0x7f.1 and 0177.0.0.1 are all 127.0.0.1 to some.
func cleanHost(host string) (string, error) {
	given := host
	if a, err := netip.ParseAddr(host); err == nil {
		switch {
		case a.Zone() != "":
			return "", fmt.Errorf("%s is a link-local address", given)
		case a.Is4In6():
			return "", fmt.Errorf("%s is an IPv4 address written as IPv6", given)
		}
		return a.String(), nil
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "" || len(host) > 253 {
		return "", fmt.Errorf("%q is not the name of a host", given)
	}
	labels := strings.Split(host, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return "", fmt.Errorf("%q is not the name of a host", given)
		}
	}
	if last := labels[len(labels)-1]; strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") && strings.Trim(last[2:], "0123456789abcdef") == "" {
		return "", fmt.Errorf("%s is an address written as a number: write it as four numbers from 0 to 255, such as 192.0.2.1", given)
	}
	return host, nil
}
