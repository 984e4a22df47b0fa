# The session of the official Perl client: reads the brief, does its work, prints what it saw.
use strict;
use warnings;
use IO::Socket::SSL qw(SSL_VERIFY_PEER);
use JSON::PP;
use Search::Elasticsearch;

my $json  = JSON::PP->new->utf8->canonical;
my $brief = $json->decode( do { local $/; <STDIN> } );

sub connect_as {
    my ( $credential, %headers ) = @_;
    my %options;
    my $scheme = $credential->{scheme};
    if    ( $scheme eq 'basic' )   { $options{userinfo}              = "$credential->{username}:$credential->{password}" }
    elsif ( $scheme eq 'bearer' )  { $options{token_api}             = $credential->{secret} }
    elsif ( $scheme eq 'api_key' ) { $options{elastic_cloud_api_key} = $credential->{secret} }
    $options{ssl_options} = { SSL_verify_mode => SSL_VERIFY_PEER, SSL_ca_file => $brief->{ca} } if $brief->{ca};
    # No ping before the first request: a refused ping would be reported as a node that is not there.
    my %common = ( nodes => [ $brief->{url} ], cxn_pool => 'Static::NoPing', default_headers => \%headers );
    return Search::Elasticsearch->new( %common, %options );
}

sub failure {
    my ($call) = @_;
    my $answer = eval { $call->() };
    return $answer if defined $answer;
    my $error = $@;
    die $error unless ref $error && $error->isa('Search::Elasticsearch::Error');
    return { status => $error->{vars}{status_code} + 0, type => $error->{type} };
}

sub truth { return $_[0] ? JSON::PP::true : JSON::PP::false }

sub work {
    my ( $client, $index ) = @_;
    my @documents = @{ $brief->{documents} };
    my %seen = ( info => $client->info->{tagline} );
    $seen{created} = truth( $client->indices->create( index => $index )->{acknowledged} );
    my @operations = map { ( { index => { _id => $_->{id} } }, $_ ) } @documents;
    my $loaded = $client->bulk( index => $index, refresh => 'true', body => \@operations );
    $seen{bulk} = { errors => truth( $loaded->{errors} ), items => scalar @{ $loaded->{items} } };
    $seen{got} = $client->get( index => $index, id => $documents[-1]{id} )->{_source}{name};
    my $query = { query => { match => { name => 'heidelberg' } } };
    my $found = $client->search( index => $index, body => $query );
    $seen{found}    = [ map { $_->{_source}{name} } @{ $found->{hits}{hits} } ];
    $seen{count}    = $client->count( index => $index )->{count} + 0;
    $seen{missing}  = failure( sub { $client->get( index => $index, id => 'nobody' ) } );
    $seen{conflict} = failure( sub { $client->create( index => $index, id => $documents[0]{id}, body => $documents[0] ) } );
    $seen{again}    = failure( sub { $client->indices->create( index => $index ) } );
    $seen{deleted}  = truth( $client->indices->delete( index => $index )->{acknowledged} );
    return \%seen;
}

sub secondary {
    my ($header) = @_;
    my $client = connect_as( $brief->{credentials}[0], 'es-secondary-authorization' => $header );
    return $client->security->authenticate->{username};
}

my %seen;
for my $each ( @{ $brief->{credentials} } ) {
    $seen{credentials}{ $each->{name} } = work( connect_as($each), "client-$each->{name}" );
}
for my $each ( @{ $brief->{refused} } ) {
    $seen{refused}{ $each->{name} } = failure( sub { connect_as($each)->info } );
}
$seen{powerless} = failure( sub { connect_as( $brief->{powerless} )->indices->create( index => 'client-powerless' ) } );
for my $each ( @{ $brief->{secondary} } ) {
    $seen{secondary}{ $each->{name} } = failure( sub { secondary( $each->{header} ) } );
}
print $json->encode( \%seen );
