# Sits in a container of its own and watches over one run. Its standard input is held by the run's owner: when the owner ends in
# whatever way, end-of-file comes and everything that carries the run's label is removed, this container last.
# Arguments: the run, the engine's socket (empty: nothing can be removed from here, this container only says that the run lives).
use strict;
use warnings;
use IO::Select;
use IO::Socket::UNIX;

# A guard that the engine has started anew waits this long for its owner to take hold of it again, in seconds.
my $hello = 2;
# Containers whose making was under way when the owner died appear late: nothing may be found for so many looks.
my ($looks, $pause) = (4, 0.4);
# What the engine was asked for when the owner died comes to its end first: a container that is removed while it is being connected
# leaves a network that the engine takes for used until it is started again.
my $under_way = 1;
# After so many seconds the guard gives up; what is left then has no guard, and the next run's sweep takes it.
my $limit = 60;

my ($run, $socket) = @ARGV;
my $self = $ENV{HOSTNAME};
my $mine = "filters=%7B%22label%22%3A%5B%22haproof.run%3D$run%22%5D%7D";
$| = 1;
$SIG{$_} = 'IGNORE' for qw(INT HUP PIPE);
$SIG{TERM} = sub { exit 0 };
# An engine that is silent is asked anew by the next start of this container.
$SIG{ALRM} = sub { exit 1 };

sub ask {
    my ($method, $path) = @_;
    my $engine = IO::Socket::UNIX->new(Peer => $socket) or return;
    print $engine "$method $path HTTP/1.0\r\nHost: engine\r\n\r\n";
    return $engine;
}

# The body of an answer; undefined unless the engine did what it was asked.
sub answer {
    my ($engine) = @_;
    return unless defined $engine;
    local $/;
    my $text = <$engine> // '';
    return $text =~ m{\AHTTP/1\.\d 2\d\d .*?\r\n\r\n(.*)\z}s ? $1 : undef;
}

# What the engine lists under a path, by the field that names it. No perl module reads JSON in a minimal Debian.
sub list {
    my ($path, $field) = @_;
    my $text = answer(ask('GET', $path)) // exit 1;
    return grep { rindex($_, $self, 0) != 0 } $text =~ /"$field":"([^"]+)"/g;
}

# Asks for all removals at once and then waits for all.
sub removed {
    my @asked = map { ask('DELETE', $_) } @_;
    answer($_) for @asked;
    return scalar @_;
}

sub sweep {
    return removed(map { "/containers/$_?force=1&v=1" } list("/containers/json?all=1&$mine", 'Id'))
        + removed(map { "/networks/$_" } list("/networks?$mine", 'Id'))
        + removed(map { "/volumes/$_?force=1" } list("/volumes?$mine", 'Name'));
}

my $reaches = $socket ne '' && defined answer(ask('GET', "/containers/$self/json"));
print $reaches ? "ready\n" : "lease\n";

if (IO::Select->new(\*STDIN)->can_read($hello)) {
    while (sysread(STDIN, my $said, 64)) { exit 0 if $said =~ /bye/ }
}
exit 0 unless $reaches;

alarm $limit + 10;
select(undef, undef, undef, $under_way);
my $began = time;
for (my $quiet = 0; $quiet < $looks && time - $began < $limit;) {
    $quiet = sweep() ? 0 : $quiet + 1;
    select(undef, undef, undef, $pause);
}
answer(ask('DELETE', "/containers/$self?force=1&v=1"));
exit 0;
