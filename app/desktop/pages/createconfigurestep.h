#pragma once
#include "app/desktop/nodescontroller.h"
#include "app/domain/containerspec.h"

#include <QHash>
#include <QScrollArea>
#include <array>

class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QSpinBox;

namespace slipway::desktop {

class Expander;
class FormField;
class HostLookups;
class PlacementForm;
struct HostInfo;

/// What the container is: names, place, size, network, access. What was typed for another place stays.
class CreateConfigureStep : public QScrollArea
{
    Q_OBJECT
public:
    explicit CreateConfigureStep(HostLookups &lookups, QWidget *parent = nullptr);

    void setHost(const HostInfo &host);
    void setNodes(const QList<NodeEntry> &nodes);
    void fill(ContainerSpec &spec) const;
    void showSpec(const ContainerSpec &spec);
    /// The size that a template asks for; one that the operator typed stays.
    void takeSize(int cores, int memoryMb, int diskGb);
    /// The fields that hold this size were not typed.
    void noteSize(int cores, int memoryMb, int diskGb) { m_offeredSize = {cores, memoryMb, diskGb}; }
    /// What the names and addresses come to.
    void showRequests(const QList<ContainerSpec> &requests);
    /// `quietName`: an empty name is no error yet.
    void showErrors(const QList<FieldError> &errors, bool quietName);
    void focusFirst();
    void prepareAnother(const QString &hostname); ///< all else stays
    QString hostname() const;
    bool isOnNode() const;
    bool isSimulated() const; ///< what is made there is made up

signals:
    void changed();
    void hostnameTyped();

private:
    QWidget *makeNames();
    QWidget *makeSize();
    QWidget *makeFailure();
    QWidget *makeSimulation();
    OnFailure onFailure() const;
    void showPlace();
    void watchInputs();
    void say();

    bool m_simulated = false;
    bool m_filling = false;
    std::array<int, 3> m_offeredSize; ///< cores, memory, disk as they were put in, not typed
    PlacementForm *m_placement;
    QLineEdit *m_hostname;
    QLineEdit *m_source;
    QSpinBox *m_cores;
    QSpinBox *m_memory;
    QSpinBox *m_disk;
    QComboBox *m_onFailure;
    QDoubleSpinBox *m_duration;
    QSpinBox *m_lines;
    QLineEdit *m_failAt;
    QSpinBox *m_exitCode;
    double m_linesPerSecond = 0; ///< has no field, is sent again
    QHash<QString, FormField *> m_fields;
    Expander *m_simulationExpander;
};

} // namespace slipway::desktop
