#include "app/desktop/pages/trustdialog.h"

#include "widgets/elements/card.h"
#include "widgets/elements/iconbutton.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

namespace {

using Kind = TrustQuestion::Kind;

Kind kindOf(const QString &shown, const QString &trusted)
{
    if (shown.isEmpty() || shown == trusted)
        return Kind::None;
    return trusted.isEmpty() ? Kind::New : Kind::Changed;
}

QWidget *print(const QString &name, const QString &text, const QString &caption, Role tone)
{
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(0.3));
    layout->addWidget(new Label(caption, TextStyle::Small, tone));
    auto *shown = new Label(groupedFingerprint(text), TextStyle::Mono, tone);
    shown->setObjectName(name);
    shown->setTextInteractionFlags(Qt::TextSelectableByMouse);
    shown->setAccessibleName(caption + u": "_s + text);
    shown->setMinimumSize(shown->sizeHint()); // every digit counts: no layout may cut one off
    layout->addWidget(shown);
    return box;
}

QString about(const Fingerprints &shown)
{
    const QDateTime end = QDateTime::fromString(shown.certificateNotAfter, Qt::ISODate).toLocalTime();
    if (shown.certificateSubject.isEmpty() || !end.isValid())
        return shown.certificateSubject;
    return TrustDialog::tr("%1, valid until %2")
        .arg(shown.certificateSubject, QLocale().toString(end.date(), QLocale::ShortFormat));
}

} // namespace

TrustQuestion trustQuestion(const Fingerprints &shown, const Node &node)
{
    TrustQuestion question;
    if (!shown.isCertificateTrusted)
        question.certificate = kindOf(shown.certificateSha256, node.certificateSha256);
    if (node.ssh.isEnabled)
        question.hostKey = kindOf(shown.hostKeySha256, node.ssh.hostKeySha256);
    return question;
}

QString groupedFingerprint(const QString &fingerprint)
{
    if (fingerprint.startsWith("SHA256:"_L1)) {
        QString text = u"SHA256:"_s;
        const QString body = fingerprint.sliced(7);
        for (qsizetype at = 0; at < body.size(); at += 4)
            text += (at == 24 ? u"\n       "_s : at == 0 ? QString() : u" "_s) + body.sliced(at).left(4);
        return text;
    }
    QString text;
    const QStringList pairs = fingerprint.split(u':');
    for (qsizetype at = 0; at < pairs.size(); ++at)
        text += (at == 0 ? QString() : at % 8 == 0 ? u"\n"_s : at % 4 == 0 ? u"  "_s : u" "_s) + pairs.at(at);
    return text;
}

TrustDialog::TrustDialog(const Node &node, const Fingerprints &shown, QWidget *parent) : QDialog(parent)
{
    const TrustQuestion question = trustQuestion(shown, node);
    const QString name = node.name.isEmpty() ? node.host : node.name;
    setObjectName(u"trustDialog"_s);
    const QString title =
        question.isChanged() ? tr("%1 shows another identity").arg(name) : tr("Is this really %1?").arg(name);
    setWindowTitle(title);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margins(2));
    layout->setSpacing(space(1.2));
    layout->setSizeConstraint(QLayout::SetFixedSize);
    layout->addWidget(new Label(title, TextStyle::Heading));
    auto *text = new Label(tr("Nobody has said yet that these belong to %1. Compare them with what the node "
                              "itself shows, in its "
                              "console or at its screen, before anything secret is sent there.")
                               .arg(name));
    text->setWordWrap(true);
    text->setMinimumWidth(space(56));
    layout->addWidget(text);
    text->setVisible(!question.isChanged());
    if (question.isChanged()) {
        auto *loud = new elements::InlineMessage;
        loud->setObjectName(u"changedIdentity"_s);
        loud->setMinimumWidth(space(56));
        layout->addWidget(loud);
        loud->showMessage(
            elements::InlineMessage::Kind::Error,
            tr("It is not what was trusted before. Either somebody renewed it, or another machine answers in "
               "its "
               "place and would read every password and key. Trust it only if you know who changed it."));
    }
    if (question.certificate != Kind::None)
        layout->addWidget(block(question.certificate, tr("Certificate of the API"), about(shown),
                                shown.certificateSha256, node.certificateSha256, u"pvenode cert info"_s));
    if (question.hostKey != Kind::None)
        layout->addWidget(block(question.hostKey, tr("Host key of SSH"), shown.hostKeyType,
                                shown.hostKeySha256, node.ssh.hostKeySha256,
                                u"ssh-keygen -lf /etc/ssh/ssh_host_%1_key.pub"_s.arg(
                                    shown.hostKeyType.contains("ecdsa"_L1) ? u"ecdsa"_s
                                    : shown.hostKeyType.contains("rsa"_L1) ? u"rsa"_s
                                                                           : u"ed25519"_s)));
    auto *yes = new QPushButton(question.isChanged() ? tr("Trust the New One") : tr("Trust"));
    yes->setObjectName(u"confirm"_s);
    yes->setAutoDefault(false);
    setButtonKind(yes, question.isChanged() ? ButtonKind::Danger : ButtonKind::Normal);
    auto *no = new QPushButton(tr("Cancel"));
    no->setObjectName(u"cancel"_s);
    no->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(no);
    buttons->addWidget(yes);
    layout->addStretch();
    layout->addLayout(buttons);
    connect(no, &QPushButton::clicked, this, &QDialog::reject);
    connect(yes, &QPushButton::clicked, this, &QDialog::accept);
    no->setFocus();
}

QWidget *TrustDialog::block(Kind kind, const QString &title, const QString &about, const QString &now,
                            const QString &before, const QString &command)
{
    const bool isChanged = kind == Kind::Changed;
    auto *card = new elements::Card;
    if (isChanged)
        card->setEdge(Role::Danger);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(margins(1.6, 1.2));
    layout->setSpacing(space(0.8));
    auto *head = new QHBoxLayout;
    head->addWidget(new Label(title, TextStyle::Strong));
    auto *detail = new Label(about, TextStyle::Small, Role::Muted);
    detail->setWordWrap(true);
    head->addWidget(detail, 1);
    layout->addLayout(head);
    auto *prints = new QHBoxLayout;
    prints->setSpacing(space(3));
    if (isChanged)
        prints->addWidget(print(u"before"_s, before, tr("Trusted until now"), Role::Muted));
    prints->addWidget(print(u"now"_s, now, isChanged ? tr("Shown now") : tr("SHA-256 fingerprint"),
                            isChanged ? Role::Danger : Role::Text));
    prints->addStretch();
    layout->addLayout(prints);
    auto *how = new QHBoxLayout;
    how->setSpacing(space(0.6));
    how->addWidget(new Label(tr("On the node:"), TextStyle::Small, Role::Muted));
    auto *line = new Label(command, TextStyle::Mono);
    line->setTextInteractionFlags(Qt::TextSelectableByMouse);
    how->addWidget(line);
    auto *copy = new elements::IconButton(Icon::Copy, tr("Copy the command"));
    connect(copy, &QToolButton::clicked, copy, [command] { QGuiApplication::clipboard()->setText(command); });
    how->addWidget(copy);
    how->addStretch();
    layout->addLayout(how);
    return card;
}

} // namespace slipway::desktop
